/** The account as answers have it, with overrides. */
export const ssuser = (facts: Readonly<Record<string, string | number>> = {}): string => {
  const all = {
    id: 'mario',
    numid: 4711,
    niveau: 1,
    contribution: 0,
    maxthreads: 2,
    maxdownloadspeed: 128,
    requeststoday: 17,
    requestskotoday: 3,
    maxrequestspermin: 60,
    maxrequestsperday: 20_000,
    maxrequestskoperday: 2000,
    ...facts,
  };
  const fields = Object.entries(all).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<ssuser>${fields.join('\n')}</ssuser>`;
};

/** A complete answer. */
export const dataXml = (...content: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8" ?>\n<Data>\n${content.join('\n')}\n</Data>\n`;

/** A game in the form of a real answer. */
export const JEU = `<jeu id="1987" romid="4482" notgame="false">
<noms><nom region="ss">Pokémon &amp; Co</nom><nom region="US">Pokemon and Co</nom><nom region="jp"> </nom></noms>
<systeme id="4" parentid="0">Super Nintendo</systeme>
<editeur id="3">Nintendo</editeur><developpeur id="9">HAL &lt;Laboratory&gt;</developpeur>
<joueurs>1-2</joueurs><note>18</note><topstaff>1</topstaff><rotation>0</rotation>
<synopsis><synopsis langue="en">First line
second</synopsis><synopsis langue="fr">Où ça ?</synopsis></synopsis>
<dates><date region="jp">1990-11-21</date><date region="us">1991</date></dates>
<genres>
<genre id="27" principale="1" parentid="0" langue="en">Strategy</genre>
<genre id="40" principale="0" parentid="27" langue="en">Simulation</genre>
<genre id="27" principale="1" parentid="0" langue="fr">Stratégie</genre>
<genre id="50" langue="en">Other</genre>
</genres>
<medias>
<media type="box-2D" parent="jeu" region="us" crc="0A1B2C3D" md5="D41D8CD98F00B204E9800998ECF8427E" sha1="DA39A3EE5E6B4B0D3255BFEF95601890AFD80709" size="1234" format="png">https://neoclone.screenscraper.fr/api2/mediaJeu.php?devid=dev&amp;devpassword=dp%26w&amp;softname=soft&amp;ssid=mario&amp;sspassword=s%20p&amp;systemeid=4&amp;jeuid=1987&amp;media=box-2D(us)</media>
<media type="video" parent="jeu" region="" crc="" md5="short" sha1="" size="many" format=".MP4">https://neoclone.screenscraper.fr/api2/mediaVideoJeu.php?DevPassword=dp&amp;media=video&amp;SSPASSWORD=x</media>
<media type="wheel" parent="jeu" region="us" format="">https://neoclone.screenscraper.fr/x</media>
<media type="ss" parent="jeu" region="us" format="png">not an address</media>
</medias>
<roms><rom><romfilename>Another.sfc</romfilename></rom></roms>
<rom id="4482"><romfilename>Pokemon and Co (USA).sfc</romfilename><romsize>524288</romsize><romcrc>B19ED489</romcrc>
<rommd5>cdd3c8c37322978ca8669b34bc89c804</rommd5><romsha1></romsha1><romregions>us,EU</romregions></rom>
</jeu>`;
