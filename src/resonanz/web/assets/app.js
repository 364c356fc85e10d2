// Everything the pages need besides charts. Every page works without it, slower to use.

import htmx from "htmx.org/dist/htmx.esm.js";
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { startComposer } from "./composer.js";
import { startOffers } from "./offers.js";
import { startCorrecting } from "./correct.js";
import { startLive } from "./live.js";
import { startSurges } from "./surges.js";
import { startBell } from "./bell.js";
import { startTogether } from "./together.js";
import { startToasts, say } from "./toasts.js";
import { startForms } from "./forms.js";
import { startInbox } from "./inbox.js";
import { startEditor } from "./editor.js";

startKeys();
startPalette();
startComposer();
startOffers();
startCorrecting();
startLive();
startSurges();
startBell();
startTogether();
startToasts();
startForms();
startInbox();
startEditor();

document.addEventListener("htmx:error", () => say(document.body.dataset.unreachable, "problem"));
export default htmx;
