/** The path of the entry whose file is missing. */
export const GONE_PATH = './Lost Cartridge (USA).sfc';

const LINES = [
  '<?xml version="1.0"?>',
  '<alternativeEmulator>',
  '\t<label>bsnes</label>',
  '</alternativeEmulator>',
  '<gameList>',
  '\t<!-- Aunt Mildred\'s favourites; do not "tidy up"! -->',
  '\t<folder>',
  '\t\t<path>./Hacks</path>',
  '\t\t<name>My hacks</name>',
  '\t</folder>',
  '\t<game>',
  '\t\t<path>./Lantern Harbor (USA).sfc</path>',
  '\t\t<name>Lantern Harbor</name>',
  '\t\t<desc>The one we played every winter. Pa&#239;n au chocolat &amp; lanterns.</desc>',
  '\t\t<rating>1</rating>',
  '\t\t<favorite>true</favorite>',
  '\t\t<playcount>12</playcount>',
  '\t\t<lastplayed>20240107T201500</lastplayed>',
  '\t\t<shelf colour="blue">top, behind the plant</shelf>',
  '\t</game>',
  '',
  '\t<game>',
  `\t\t<path>${GONE_PATH}</path>`,
  '\t\t<name>Lost Cartridge</name>',
  '\t\t<playcount>3</playcount>',
  '\t</game>',
  '\t<game>',
  '\t\t<path>./Family Album (USA).sfc</path>',
  '\t\t<name>Our wedding, the game</name>',
  '\t\t<nomultiscrape>true</nomultiscrape>',
  '\t</game>',
  '</gameList>',
  '',
];

/** A gamelist as ES-DE writes it, edited by hand in an editor that uses Windows line endings. */
export const editedGamelist = (): string => LINES.join('\r\n');

/**
 * Its lines, each of which must survive unchanged whatever is filled in; without the tags of its entries, which may get
 * attributes.
 */
export const usersOwnLines = (): readonly string[] => LINES.filter((line) => !/^\s*(?:<\/?game>)?$/.test(line));
