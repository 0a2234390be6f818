// Changes a page by chance: how its buttons, fields, tabs and links are drawn, what its texts say, states, order and what is between.
([seed, pool]) => {
  let state = seed * 2654435761 >>> 0;
  const random = () => { state = (state + 0x6D2B79F5) >>> 0; let t = state; t = Math.imul(t ^ t >>> 15, t | 1); t ^= t + Math.imul(t ^ t >>> 7, t | 61); return ((t ^ t >>> 14) >>> 0) / 4294967296; };
  const one = list => list[Math.floor(random() * list.length)], chance = p => random() < p, from = (a, b) => a + Math.floor(random() * (b - a + 1));
  const words = (least, most) => Array.from({length: from(least, most)}, () => one(pool)).join(' ');
  const set = (e, styles) => { for (const [k, v] of Object.entries(styles)) e.style.setProperty(k, v, 'important'); };
  const seen = e => { const r = e.getBoundingClientRect(); return r.width > 4 && r.height > 4; };
  const all = selector => [...document.querySelectorAll(selector)].filter(e => e instanceof HTMLElement && seen(e));
  const hue = from(0, 359), dark = (() => { const c = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]; return c[3] !== '0' && +c[0] + +c[1] + +c[2] < 300; })();
  const accent = `hsl(${from(0, 359)},${from(40, 95)}%,${from(30, 58)}%)`, text = dark ? '#eee' : '#222';
  const line = `hsl(${hue},${from(0, 20)}%,${dark ? from(25, 45) : from(60, 90)}%)`, soft = `hsl(${hue},${from(0, 30)}%,${dark ? from(18, 30) : from(88, 97)}%)`;
  const ROUND = one([0, 2, 4, 6, 10, 99]);
  if (chance(0.4)) set(document.body, {'font-family': one(['Noto Sans', 'DejaVu Sans', 'Liberation Sans', 'Nimbus Sans', 'DejaVu Serif', 'Liberation Sans Narrow', 'C059'])});
  if (chance(0.35)) set(document.documentElement, {'font-size': from(12, 20) + 'px'});
  if (!dark && chance(0.25)) set(document.body, {'background-color': soft});
  // texts
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), nodes = [];
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const parent = n.parentElement;
    if (n.data.trim().length > 1 && parent && !['script', 'style', 'textarea', 'noscript'].includes(parent.localName) && !/icon|symbol|awesome|fa-/i.test(getComputedStyle(parent).fontFamily.split(',')[0])) nodes.push(n);
  }
  const rewrite = one([0, 0.3, 0.9]);
  for (const n of nodes) if (chance(rewrite)) { const many = n.data.trim().split(/\s+/).length; n.data = words(Math.max(1, many - 1), many + (many > 3 ? 3 : 1)); }
  // states and values
  for (const e of all('input[type=checkbox], input[type=radio]')) if (chance(0.4)) e.click();
  for (const e of document.querySelectorAll('label')) if (chance(0.08) && e.control && ['checkbox', 'radio'].includes(e.control.type)) e.click();
  for (const e of all('input:not([type]), input[type=text], input[type=email], input[type=search]')) if (!e.readOnly && chance(0.4)) { e.value = chance(0.4) ? '' : words(1, 2); if (chance(0.5)) e.placeholder = words(1, 3); }
  for (const e of all('button, input, select')) if (chance(0.04)) e.disabled = true;
  // how things are drawn
  const BUTTON = 'button:not([role]), [role=button], .btn, .button, input[type=submit], input[type=button]';
  const looks = {
    filled: {'background-color': accent, color: '#fff', 'border-color': accent, 'background-image': 'none', 'border-radius': ROUND + 'px'},
    soft: {'background-color': soft, color: text, border: '0 solid transparent', 'background-image': 'none', 'box-shadow': 'none', 'border-radius': ROUND + 'px'},
    outlined: {'background-color': 'transparent', color: chance(0.5) ? accent : text, border: `${one([1, 1, 2])}px solid ${chance(0.5) ? line : accent}`, 'background-image': 'none', 'box-shadow': 'none', 'border-radius': ROUND + 'px'},
    raised: {'background-image': `linear-gradient(${dark ? '#555, #333' : '#fff, #e2e2e2'})`, color: text, border: `1px solid ${line}`, 'box-shadow': '0 1px 2px rgba(0,0,0,.25)', 'border-radius': Math.min(ROUND, 10) + 'px'},
    ghost: {'background-color': 'transparent', color: chance(0.5) ? accent : text, 'border-color': 'transparent', 'background-image': 'none', 'box-shadow': 'none'},
    square: {'border-radius': ROUND + 'px', 'text-transform': one(['none', 'uppercase']), 'font-weight': one(['400', '500', '700'])},
    sized: {'padding-top': from(2, 12) + 'px', 'padding-bottom': from(2, 12) + 'px', 'font-size': from(11, 18) + 'px', height: 'auto', 'line-height': 'normal'},
  };
  const own = one(['', '', 'filled', 'soft', 'soft', 'outlined', 'raised', 'ghost', 'square', 'sized']), other = one(Object.keys(looks)), mixed = one([0, 0, 0.3]);
  for (const e of all(BUTTON)) { const look = chance(mixed) ? other : own; if (look) set(e, looks[look]); }
  const frames = {
    outlined: {border: `1px solid ${line}`, 'border-radius': Math.min(ROUND, 12) + 'px', 'background-color': dark ? 'transparent' : '#fff'},
    underlined: {border: '0', 'border-bottom': `${one([1, 2])}px solid ${line}`, 'border-radius': '0', 'background-color': 'transparent', 'box-shadow': 'none'},
    filled: {border: '0', 'border-radius': Math.min(ROUND, 12) + 'px', 'background-color': soft, 'box-shadow': 'none'},
    faint: {border: `1px solid hsl(${hue},8%,${dark ? 22 : 93}%)`},
    thick: {border: `2px solid ${line}`},
    sunken: {border: '2px inset #aaa'},
    high: {'padding-top': from(0, 10) + 'px', 'padding-bottom': from(0, 10) + 'px', height: 'auto'},
  };
  const frame = one(['', '', ...Object.keys(frames)]);
  if (frame) for (const e of all('input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=submit]):not([type=button]), textarea, select')) {
    const s = getComputedStyle(e);
    if (s.borderBottomWidth !== '0px' && s.borderBottomStyle !== 'none') set(e, frames[frame]);
  }
  const links = one(['', '', 'plain', 'coloured', 'underlined', 'bold']);
  if (links) for (const e of all('a[href]:not(.btn):not(.button):not([role])')) set(e, {plain: {color: 'inherit', 'text-decoration': 'none'}, coloured: {color: accent, 'text-decoration': 'none'}, underlined: {'text-decoration': 'underline'}, bold: {'font-weight': '700'}}[links]);
  const tabs = one(['', '', '', 'wide', 'pill', 'plain', 'bar']);
  if (tabs) for (const e of all('[role=tab], .nav-tabs a, .tabs a')) {
    const active = e.getAttribute('aria-selected') === 'true' || e.classList.contains('active');
    set(e, {wide: {'padding-left': '22px', 'padding-right': '22px'}, pill: {'border-radius': '99px', 'border-color': 'transparent', 'background-color': active ? accent : 'transparent', color: active ? '#fff' : text}, plain: {'border-color': 'transparent', 'background-color': 'transparent', 'box-shadow': 'none', opacity: active ? '1' : '.65'}, bar: {'border-width': '0 0 3px 0', 'border-style': 'solid', 'border-color': active ? accent : 'transparent', 'background-color': 'transparent'}}[tabs]);
  }
  // order, copies and what is between
  const movable = e => e instanceof HTMLElement && !/^(td|th|tr|option|li|script|style|link|source|input|label|span|i|svg)$/.test(e.localName) && seen(e);
  for (const box of all('div, form, section, main, fieldset, nav, ul, header')) {
    const children = [...box.children], blocks = children.filter(movable);
    if (blocks.length >= 3 && blocks.length === children.length && getComputedStyle(blocks[0]).position === 'static' && chance(0.3)) {
      for (let i = blocks.length - 1; i > 0; i--) { const j = from(0, i); [blocks[i], blocks[j]] = [blocks[j], blocks[i]]; }
      for (const b of blocks) box.append(b);
    } else if (blocks.length >= 2 && blocks[0].innerText?.length < 60 && chance(0.12)) one(blocks).remove();
    else if (box.localName === 'ul' && children.length >= 2 && chance(0.3)) box.append(one(children).cloneNode(true));
  }
  const between = [
    () => `<p style="max-width:${from(300, 700)}px">${words(12, 40)}.</p>`,
    () => `<h${from(2, 5)}>${words(1, 4)}</h${from(2, 5)}>`,
    () => `<table style="border-collapse:collapse;margin:8px">${Array.from({length: from(2, 5)}, () => `<tr>${Array.from({length: 4}, () => `<td style="border:${one([0, 1])}px solid ${line};padding:${from(2, 10)}px">${words(1, 2)}</td>`).join('')}</tr>`).join('')}</table>`,
    () => `<span style="background:${one([accent, soft])};border-radius:${ROUND}px;padding:2px 8px;margin:4px;font-size:12px;display:inline-block">${words(1, 1)}</span>`.repeat(from(1, 4)),
    () => `<div style="border:1px solid ${line};border-radius:${ROUND % 30}px;padding:14px;margin:10px;max-width:${from(200, 500)}px"><b>${words(1, 3)}</b><br>${words(5, 14)}</div>`,
    () => `<div style="background:${soft};padding:${from(8, 16)}px;border-left:4px solid ${accent};margin:8px">${words(4, 12)}</div>`,
    () => `<pre style="background:${soft};padding:10px">${words(2, 4)}\n${words(2, 5)}</pre>`,
    () => `<div style="height:${from(10, 18)}px;width:${from(120, 500)}px;background:${soft};border-radius:${ROUND}px;margin:10px"><div style="height:100%;width:${from(10, 90)}%;background:${accent};border-radius:${ROUND}px"></div></div>`,
    () => `<ul>${Array.from({length: from(2, 5)}, () => `<li>${words(1, 6)}</li>`).join('')}</ul>`,
    () => `<div style="display:inline-block;width:${from(40, 160)}px;height:${from(40, 120)}px;background:linear-gradient(${from(0, 180)}deg, ${accent}, ${soft});margin:6px;border-radius:${one([0, 6, 99])}px"></div>`,
  ];
  const places = all('form > div, main > *, section > *, body > div > div, .card, fieldset').filter(movable);
  for (let i = from(0, 5); i > 0 && places.length; i--) one(places).insertAdjacentHTML(one(['beforebegin', 'afterend']), one(between)());
  if (chance(0.4)) scrollTo(0, from(0, Math.max(0, document.documentElement.scrollHeight - innerHeight)));
}
