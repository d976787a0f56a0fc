/** Converts line ends to those of Windows. */
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

/** The gamelist that the first scrape of the made-up NES folder makes. */
export const NEW_NES = (version: string): string => `<?xml version="1.0"?>
<gameList>
	<provider>
		<System>Nintendo Entertainment System</System>
		<software>romflow ${version}</software>
		<database>ScreenScraper.fr</database>
		<web>https://www.screenscraper.fr</web>
	</provider>
	<game id="9102" source="ScreenScraper.fr">
		<path>./Collection/Orbit Otter II (Europe).nes</path>
		<name>Orbit Otter II</name>
		<desc>The otter is back, and so is gravity.</desc>
		<rating>0.75</rating>
		<releasedate>19900901T000000</releasedate>
		<developer>Holt &amp; Sons</developer>
		<publisher>Lilypad</publisher>
		<genre>Platform</genre>
		<players>1</players>
	</game>
	<game id="9105" source="ScreenScraper.fr">
		<path>./Kite Fighters (USA).nes</path>
		<name>Kite Fighters</name>
		<desc>Wind, string and honour.</desc>
		<rating>0.55</rating>
		<releasedate>19900130T000000</releasedate>
		<developer>Updraft</developer>
		<publisher>Updraft</publisher>
		<genre>Action</genre>
		<players>1-2</players>
	</game>
	<game id="9101" source="ScreenScraper.fr">
		<path>./Pond Patrol (USA).nes</path>
		<name>Pond Patrol</name>
		<desc>Keep the pond clean.</desc>
		<rating>0.6</rating>
		<releasedate>19880701T000000</releasedate>
		<developer>Lilypad</developer>
		<publisher>Lilypad</publisher>
		<genre>Action</genre>
		<players>1-2</players>
	</game>
</gameList>
`;

/** What the entry of Lantern Harbor lacked, after its rating. */
export const LANTERN_HARBOR = crlf(`		<releasedate>19930506T000000</releasedate>
		<developer>Studio Kelp</developer>
		<publisher>Tidewater Games</publisher>
		<genre>Adventure</genre>
		<players>1-2</players>
`);

/** The entries that the edited SNES gamelist did not have, as they are appended to it. */
export const NEW_SNES_ENTRIES = crlf(`	<game id="9005" source="ScreenScraper.fr">
		<path>./Bare Cartridge (USA).sfc</path>
		<name>Bare Cartridge</name>
		<desc>No box, no manual, not even a label.</desc>
		<rating>0</rating>
		<releasedate>19950203T000000</releasedate>
		<developer>Nobody</developer>
		<publisher>Nobody</publisher>
		<genre>Puzzle-Game</genre>
		<players>1</players>
	</game>
	<game id="9002" source="ScreenScraper.fr">
		<path>./Pépin &amp; Cie (France).sfc</path>
		<name>Pip &amp; Co: Summer</name>
		<desc>A summer with Pip: 1 &lt; 2, eggs &amp; pancakes for everybody!</desc>
		<rating>0.7</rating>
		<releasedate>19940101T000000</releasedate>
		<developer>Crêperie Éditions</developer>
		<publisher>Crêperie Éditions</publisher>
		<genre>Platform</genre>
		<players>1</players>
	</game>
	<game id="9003" source="ScreenScraper.fr">
		<path>./Rocket Groundhog (Japan).sfc</path>
		<name>ロケットマーモット</name>
		<desc>One marmot, one rocket, many regrets.</desc>
		<rating>0.8</rating>
		<releasedate>19910301T000000</releasedate>
		<developer>Burrow</developer>
		<publisher>Burrow</publisher>
		<genre>Action</genre>
		<players>1-4</players>
	</game>
`);
