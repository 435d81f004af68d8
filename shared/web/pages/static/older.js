// What Chromium 90, our floor, does not have yet and a file of others uses.
"use strict";

if (!Object.hasOwn) {
  Object.hasOwn = function (object, name) { return Object.prototype.hasOwnProperty.call(object, name); };
}
[Array, String].forEach(function (kind) {
  if (!kind.prototype.at) {
    Object.defineProperty(kind.prototype, "at", {
      configurable: true,
      writable: true,
      value: function (index) { return this[index < 0 ? this.length + Math.trunc(index) : Math.trunc(index) || 0]; },
    });
  }
});
