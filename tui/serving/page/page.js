"use strict";

// The terminal's script opens addresses in new windows. Only files that the dashboard hands over are opened, and
// those are saved: no text on the screen leads anywhere.
window.open = (address) => {
  const url = new URL(String(address), window.location.href);
  if (url.origin === window.location.origin && url.pathname.startsWith("/download/")) {
    const link = document.createElement("a");
    link.href = url.pathname;
    link.download = "";
    link.click();
  }
  return null;
};

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("again").addEventListener("click", () => window.location.reload());
});

// Keys go to the terminal from the start, and after the window has been elsewhere.
const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
window.addEventListener("pageshow", focus);
window.addEventListener("focus", focus);

// The terminal's script speaks before the connection stands, and after it has ended. It tells its size once it stands.
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (this.readyState === WebSocket.OPEN) send.call(this, data);
};
