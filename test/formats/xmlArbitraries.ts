import fc from 'fast-check';

/** What XML is made of, right and wrong, and what it must not contain. */
const PIECES = [
  ...['<a>', '</a>', '<a', '</a', '<b/>', '<b></b>', '>', '/>', '<', '</', '</ a>', '< a>', '<a/ >', '<1>'],
  ...[' x="1"', " x='2'", ' y="<"', ' z=">"', ' v="&lt;\r\n"', ' x', '=', '"', "'", ' __proto__="1"'],
  ...['<n:a>', '</n:a>', ' n:b="1"', ' xmlns:n="u"', '<é\r\n>', '</é\r>', '<😀>', '</😀 >', '<__proto__>'],
  ...['&', '&amp;', '&#233;', '&#x1F600;', '&#0;', '&#xD800;', '&#;', '&#x;', '&;', '&nope;', '&a b;'],
  ...['<![CDATA[', ']]>', ']]', ']', '<!--', '-->', '--', '-', '<!', '<!DOCTYPE a>', '<!DOCTYPE a [<!ENTITY b "b">]>'],
  ...['<?xml version="1.0"?>', '<?xml version="1.1"?>', '<?xml', '<?pi x?>', '<?pi', '<?', '?>', '\uFEFF'],
  ...[
    '\r\n',
    '\r',
    '\n',
    '\t',
    ' ',
    'text',
    'é',
    '😀',
    '\uD83D',
    '\uDE00',
    '\0',
    '\u0001',
    '\u0085',
    '\u2028',
    '\uFFFE',
  ],
];
const piece = fc.constantFrom(...PIECES);

const node = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'x',
      ' ',
      '\r\n\t',
      '&amp;',
      '&#10;',
      '<!-- c -->',
      '<![CDATA[<]]>',
      '<?p q?>',
      '😀',
      '<e/>',
      '<e\n/>',
    ),
    fc
      .record({
        name: fc.constantFrom('a', 'b', 'n:c', 'é', '😀'),
        attributes: fc.constantFrom('', ' ', '\r\n', " p='>'", ' p="1" q="&lt;\r\n"'),
        content: fc.array(tie('node'), { maxLength: 6 }),
        space: fc.constantFrom('', ' ', '\r\n'),
      })
      .map(({ name, attributes, content, space }) => `<${name}${attributes}>${content.join('')}</${name}${space}>`),
  ),
})).node;

const head = fc.constantFrom(
  '',
  '\uFEFF',
  '<?xml version="1.0"?>',
  '\uFEFF<?xml version="1.0" ?>\r\n',
  '<?xml\nversion="1.0"\n?>',
  '\r\n<?xml version="1.0"?>',
  '<?xml?>',
  '<?xml version="1.0"?><?xml version="1.0"?>',
);
const whole = fc.tuple(head, fc.array(node, { maxLength: 4 })).map(([first, nodes]) => first + nodes.join(''));
const change = fc.record({ at: fc.nat(), length: fc.nat(4), text: fc.oneof(piece, fc.constant('')) });

const anyText = fc.oneof(
  whole,
  fc.tuple(whole, fc.array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) =>
    changes.reduce((before, { at, length, text: put }) => {
      const from = at % (before.length + 1);
      return before.slice(0, from) + put + before.slice(from + length);
    }, text),
  ),
  fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/**
 * XML, with one root or several; the same with up to three corruptions; a heap of its pieces; any text. All of it is as
 * decoded from bytes, without lone surrogates.
 */
export const anyXml = anyText.map((text) => Buffer.from(text).toString());
