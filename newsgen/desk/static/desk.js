// What every page of the desk does: it stays up to date, sends forms without losing the place, and listens to keys.
import { listen } from "./live.js";
import { sendInPlace } from "./forms.js";
import { startKeys } from "./keys.js";
import { copyButtons } from "./copy.js";

// On a phone the views are a row that is moved aside: the one that is open is in sight.
const tabs = document.querySelector(".top nav");
const open = tabs?.querySelector("[aria-current]");
if (open) tabs.scrollLeft = open.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;

addEventListener("DOMContentLoaded", listen); // every view's own script hears it then
sendInPlace();
startKeys();
copyButtons();
