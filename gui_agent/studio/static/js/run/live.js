// The websocket of one run: its events, the model's words, its state, frames of its screen. It comes back by itself.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 5000;

/** Watch a run. `on` has functions for what comes: events(list), words({delta, text, seq}), state(state), status({going_on, steered}),
 *  frame(blob), refused(text), connected(bool). Returns {gesture(data)}; ends with `signal`. */
export function watchRun(name, on, signal) {
  let socket = null;
  let last = -1;
  let wait = FIRST_WAIT;
  let timer = null;

  function open() {
    const address = new URL(`api/runs/${encodeURIComponent(name)}/live?after=${last}`, document.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(address);
    socket.binaryType = 'blob';
    socket.addEventListener('open', () => { wait = FIRST_WAIT; on.connected(true); });
    socket.addEventListener('message', ({data}) => (typeof data === 'string' ? read(JSON.parse(data)) : on.frame(data)));
    socket.addEventListener('close', () => {
      if (signal.aborted) return;
      on.connected(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  function read(message) {
    if (message.events) {
      last = Math.max(last, ...message.events.map((event) => event.seq));
      on.events(message.events);
    }
    if (message.state) on.state(message.state);
    if (message.delta) on.words(message);
    if ('going_on' in message) on.status(message);
    if (message.refused) on.refused(message.refused);
  }

  signal.addEventListener('abort', () => { clearTimeout(timer); socket?.close(); });
  open();
  return {
    gesture(data) { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({gesture: data})); },
  };
}
