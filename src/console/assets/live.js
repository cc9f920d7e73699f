// Has a page look again when the server says that something has happened. Without it the page looks by itself, less often.
(function live() {
  const now = () => document.getElementById('now');
  const first = now();
  if (!first?.dataset.live) return;
  let source;
  const look = () => htmx.trigger(now(), 'look');
  const listen = () => {
    if (document.hidden || source) return;
    source = new EventSource(first.dataset.live);
    for (const part of first.dataset.parts.split(' ')) source.addEventListener(part, look);
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      // A page that nobody sees takes no connection from those that somebody does.
      source?.close();
      source = undefined;
    } else {
      listen();
      look();
    }
  });
  listen();
})();
