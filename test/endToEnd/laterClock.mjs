// For `node --import`: it is later by so many milliseconds than it is.
const { now } = Date;
const later = Number(process.env.LATER_MS);

Date.now = () => now() + later;
