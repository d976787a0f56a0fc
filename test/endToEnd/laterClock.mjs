// For `node --import`: sets the clock ahead by this many milliseconds.
const { now } = Date;
const later = Number(process.env.LATER_MS);

Date.now = () => now() + later;
