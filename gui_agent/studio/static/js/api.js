// Talks to the studio's server. What goes wrong is an Error whose message is the one line to show.

export async function get(path) {
  return answer(await reach(path));
}

export async function post(path, data = {}) {
  return answer(await reach(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(data)}));
}

/** Send files: a FormData. */
export async function upload(path, form) {
  return answer(await reach(path, {method: 'POST', body: form}));
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error('The studio does not answer: it was closed, or its machine is asleep. Start it again with gui-agent studio.');
  }
}

async function answer(response) {
  const text = await response.text();
  let data = null;
  try { data = JSON.parse(text); } catch { /* a refusal of the gate is plain text */ }
  if (response.ok && data !== null) return data;
  throw new Error(data?.error ?? (text.trim().slice(0, 300) || `The studio answered with status ${response.status}.`));
}
