// What a page shows, as its document reports it: widgets with acceptable roles, words with their places, and what answers to clicks without
// saying what it is. Shadow roots are entered.
() => {
  const scale = window.devicePixelRatio, wide = innerWidth, high = innerHeight;
  const widgets = [], words = [], unsaid = [];
  const deepest = (x, y) => {
    let root = document, found = null;
    for (;;) {
      const at = root.elementFromPoint(x, y);
      if (!at || at === found) return found;
      found = at;
      if (!at.shadowRoot) return found;
      root = at.shadowRoot;
    }
  };
  const host = node => node.parentNode instanceof ShadowRoot ? node.parentNode.host : (node.assignedSlot || node.parentNode);
  const inside = (node, outer) => { for (let n = node; n; n = host(n)) if (n === outer) return true; return false; };
  const box = r => [r.left, r.top, r.right, r.bottom].map(v => Math.round(v * scale));
  const onTop = (element, r) => {
    const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
    if (r.width < 3 || r.height < 3 || x < 0 || y < 0 || x >= wide || y >= high) return false;
    const at = deepest(x, y);
    return !!at && (inside(at, element) || inside(element, at));
  };
  const shown = element => {
    for (let n = element; n && n !== document; n = host(n)) {
      if (!(n instanceof Element)) continue;
      const s = getComputedStyle(n);
      if (s.visibility === 'hidden' || s.display === 'none' || +s.opacity < 0.05) return false;
    }
    return true;
  };
  const whole = (parent, r) => {  // not cut by the edge of a scrolled or clipped part
    for (let n = parent; n && n !== document.documentElement; n = host(n)) {
      if (!(n instanceof Element) || n === document.body) continue;
      const s = getComputedStyle(n), o = n.getBoundingClientRect();
      if (s.display === 'inline') continue;
      if (s.overflowY !== 'visible' && (r.top < o.top - 1 || r.bottom > o.bottom + 1)) return false;
      if (s.overflowX !== 'visible' && (r.left < o.left - 1 || r.right > o.right + 1)) return false;
    }
    return true;
  };
  const text = n => (n?.innerText ?? '').replace(/\s+/g, ' ').trim();
  const labelled = e => {
    const by = e.getAttribute('aria-labelledby');
    const own = by && by.split(' ').map(i => e.getRootNode().getElementById?.(i)).filter(Boolean);
    const labels = own?.length ? own : [...(e.labels ?? [])];
    for (const label of labels) {
      if (!shown(label)) continue;
      const copy = [...label.childNodes].filter(n => !(n instanceof Element) || !n.matches('input, select, textarea, option'));
      const t = copy.map(n => n.nodeType === 3 ? n.data : text(n)).join(' ').replace(/\s+/g, ' ').trim();
      if (t) return t;
    }
    return null;
  };
  const drawn = colour => !/^rgba\(.*, 0(\.0\d*)?\)$/.test(colour);  // no ground or border that is there for its size alone
  const styled = e => {
    const s = getComputedStyle(e);
    const bordered = s.borderTopWidth !== '0px' && s.borderTopStyle !== 'none' && drawn(s.borderTopColor);
    const filled = drawn(s.backgroundColor) || s.backgroundImage !== 'none' || s.boxShadow !== 'none' || bordered;
    return filled && parseFloat(s.paddingLeft) >= 4;
  };
  const kinds = e => {
    const role = e.getAttribute('role'), tag = e.localName, type = (e.getAttribute('type') ?? '').toLowerCase();
    if (role === 'switch') return ['checkbox'];
    if (['checkbox', 'radio', 'slider', 'tab', 'menuitem'].includes(role)) return [role];
    if (role === 'combobox') return tag === 'input' ? ['dropdown', 'field'] : ['dropdown'];
    if (role === 'spinbutton') return ['spinner', 'field'];
    if (role === 'textbox' || role === 'searchbox') return ['field'];
    if (tag === 'select') return e.multiple || e.size > 1 ? null : ['dropdown'];
    if (tag === 'textarea' || e.getAttribute('contenteditable') === 'true') return ['field'];
    if (tag === 'input') {
      if (type === 'checkbox' || type === 'radio') return [type];
      if (['button', 'submit', 'reset', 'image'].includes(type)) return ['button'];
      if (type === 'number') return ['spinner', 'field'];
      if (type === 'range') return ['slider'];
      if (type === 'hidden' || type === 'color') return null;
      return type === 'file' ? ['button', 'field'] : ['field'];
    }
    if (tag === 'button' || tag === 'summary' || role === 'button') return styled(e) ? ['button'] : ['button', 'link', 'text', 'tab', 'menuitem'];
    if (role === 'option') return ['listrow'];
    if (role === 'link' || (tag === 'a' && e.hasAttribute('href'))) {
      if (e.closest('[role=tablist], .nav-tabs')) return ['tab', 'link'];
      return styled(e) ? ['button', 'link', 'tab', 'menuitem', 'listrow'] : ['link', 'text', 'menuitem', 'tab', 'listrow'];
    }
    return null;
  };
  const framed = e => {  // the drawn frame around an input that draws none itself
    for (let n = host(e), i = 0; n instanceof Element && i < 5; n = host(n), i++) {
      const s = getComputedStyle(n), o = n.getBoundingClientRect();
      const drawn = s.borderBottomWidth !== '0px' || s.backgroundColor !== 'rgba(0, 0, 0, 0)' || s.boxShadow !== 'none';
      if (drawn && o.height >= 16 && o.height <= 90 && o.width >= 1.5 * o.height) return n;
    }
    return null;
  };
  const track = e => {  // a slider's handle reports itself: what is seen as the slider is its track
    for (let n = host(e), i = 0; n instanceof Element && i < 4; n = host(n), i++) {
      const o = n.getBoundingClientRect();
      if (o.width >= 60 && o.width >= 3 * o.height) return n;
    }
    return null;
  };
  const pointed = n => n instanceof Element && getComputedStyle(n).cursor === 'pointer';
  const answers = n => (pointed(n) && !pointed(host(n))) || (n.hasAttribute('tabindex') && n.tabIndex >= 0);
  const visit = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      if (n instanceof Element) {
        if (n.shadowRoot) visit(n.shadowRoot);
        if (n.localName === 'iframe') { try { /* its own document is not reported */ } catch { } }
        const kind = kinds(n);
        if (!kind) {
          const place = n.getBoundingClientRect();
          if (answers(n) && shown(n) && onTop(n, place)) unsaid.push(box(place));
          continue;
        }
        let r = n.getBoundingClientRect(), seen = n;
        const ticked = kind[0] === 'checkbox' || kind[0] === 'radio';
        if (ticked && (!shown(n) || r.width < 6 || !onTop(n, r))) {
          const named = n.labels?.[0];  // a label elsewhere names the mark, and is not drawn with it
          const stand = n.closest('label') ?? (named?.parentElement === n.parentElement ? named : n.parentElement);
          if (!stand || !shown(stand)) continue;
          const drawn = n.parentElement?.closest('[role=switch], [role=checkbox], [role=radio]');
          if (drawn || stand.querySelectorAll('input[type=checkbox], input[type=radio]').length > 1) continue;  // another box says its state
          r = stand.getBoundingClientRect(); seen = stand;
        }
        if (kind[0] === 'dropdown' && n.localName === 'input') {
          const frame = framed(n);
          if (frame) { r = frame.getBoundingClientRect(); seen = frame; }
        }
        if (kind[0] === 'slider' && r.width < 3 * r.height) {
          const whole = track(n), o = whole?.getBoundingClientRect();
          if (whole) { r = {left: o.left, right: o.right, top: Math.min(o.top, r.top), bottom: Math.max(o.bottom, r.bottom)}; seen = whole; }
        }
        if (kind[0] === 'slider' && seen !== n ? !shown(seen) : !shown(seen) || !onTop(seen, r)) continue;
        const item = {roles: kind, box: box(r), label: labelled(n), text: '', value: '', checked: null, placeholder: n.placeholder ?? ''};
        if (ticked) {
          item.checked = n.indeterminate ? null : n.localName === 'input' ? n.checked : n.getAttribute('aria-checked') === 'true' || n.checked === true;
          item.label = item.label ?? (text(n) || null);
        } else if (n.localName === 'select') item.value = n.selectedOptions[0]?.text ?? '';
        else if ('value' in n && kind[0] !== 'button') item.value = String(n.value);
        else item.text = n.localName === 'input' ? n.value : text(n);
        if (kind[0] === 'button' || kind.includes('link')) item.label = item.text || null;
        item.disabled = n.disabled === true || n.getAttribute('aria-disabled') === 'true';
        widgets.push(item);
        if ((item.value || item.placeholder) && ['input', 'select'].includes(n.localName) && n.type !== 'password' && kind[0] !== 'slider') {
          words.push({text: item.value || item.placeholder, box: item.box, inside: true});
        }
      } else if (n.data.trim() && n.parentElement && !['script', 'style', 'option', 'textarea', 'noscript'].includes(n.parentElement.localName)) {
        const parent = n.parentElement, style = getComputedStyle(parent);
        if (/icon|symbol|awesome|fa-/i.test(style.fontFamily.split(",")[0]) || !shown(parent)) continue;
        for (const match of n.data.matchAll(/\S+/g)) {
          if (/[\ue000-\uf8ff]/.test(match[0])) continue;
          const range = document.createRange();
          range.setStart(n, match.index); range.setEnd(n, match.index + match[0].length);
          const r = range.getBoundingClientRect();
          if (!onTop(parent, r) || r.bottom > high || r.right > wide || r.left < 0 || r.top < 0 || !whole(parent, r)) continue;
          const change = {uppercase: t => t.toUpperCase(), lowercase: t => t.toLowerCase(), capitalize: t => t[0].toUpperCase() + t.slice(1)};
          words.push({text: (change[style.textTransform] ?? (t => t))(match[0]), box: box(r)});
        }
      }
    }
  };
  visit(document.body);
  const apart = ([left, top, right, bottom]) => !widgets.some(({box: [a, b, c, d]}) => {
    const x = (a + c) / 2, y = (b + d) / 2, inX = left <= x && x < right, inY = top <= y && y < bottom;
    return (inX && inY) || (a <= (left + right) / 2 && (left + right) / 2 < c && b <= (top + bottom) / 2 && (top + bottom) / 2 < d);
  });
  return {widgets, words, unsaid: unsaid.filter(apart)};
}
