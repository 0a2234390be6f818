// Streamed answers: one JSON object a line, each given to `take` as it arrives.

/** Post a FormData and read the lines of the answer. Throws an Error with the one line to show. */
export async function postLines(path, form, signal, take) {
  let response;
  try {
    response = await fetch(path, {method: 'POST', body: form, signal});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error('The studio does not answer: it was closed, or a chosen file is gone. Start it again with gui-agent studio.', {cause: error});
  }
  if (!response.ok) {
    const text = await response.text();
    let reported = text.trim().slice(0, 300);
    try { reported = JSON.parse(text).error; } catch { /* a refusal of the gate is plain text */ }
    throw new Error(reported || `The studio answered with status ${response.status}.`);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line) take(JSON.parse(line));
  }
}
