// Starts what every page uses; each concern lives in its own file.

import { startAutosave } from "./autosave.js";
import { startBadge } from "./badge.js";
import { startDialogs } from "./dialogs.js";
import { startGuard } from "./guard.js";
import { startHtmx } from "./htmx-setup.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startPreferences } from "./preferences.js";
import { startSessionTimer } from "./session-timer.js";
import { startTabs } from "./tabs.js";

startMenus();
startTabs();
startDialogs();
startPreferences();
startKeys();
startHtmx();
startGuard();
startAutosave();
startSessionTimer();
startBadge();
