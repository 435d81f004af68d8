// The login page: nobody is logged in with this browser, so nothing may be recorded for the last account any more.
"use strict";

if (Drafts.isAvailable()) {
  Drafts.forget().then(function () { new BroadcastChannel(Drafts.LEFT).postMessage(""); });
}
