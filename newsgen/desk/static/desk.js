// What every page of the desk does: it stays up to date, sends forms without losing the place, and listens to keys.
import { listen } from "./live.js";
import { sendInPlace } from "./forms.js";
import { startKeys } from "./keys.js";
import { copyButtons } from "./copy.js";

listen();
sendInPlace();
startKeys();
copyButtons();
