// A page opened from a disk may not fetch others, so its results come without an extract.
"use strict";

if (window.location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
