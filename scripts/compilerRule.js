import ts from 'typescript';

/**
 * The diagnostics of `tsc --noEmit` for a file, as an ESLint rule: the program built for the typed rules is the one that the
 * compiler would build, so everything is parsed and checked only once.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const compilerRule = {
  meta: { type: 'problem', schema: [], messages: { said: 'TS{{ code }}: {{ text }}' } },
  create: ({ filename, report, sourceCode }) => {
    const { program } = sourceCode.parserServices;
    const source = program?.getSourceFile(filename);
    if (source === undefined) throw new Error(`No project has ${filename}, so its types would not be checked.`);
    return {
      Program: (node) => {
        for (const { code, file, length = 0, messageText, start = 0 } of ts.getPreEmitDiagnostics(program, source)) {
          const data = { code, text: ts.flattenDiagnosticMessageText(messageText, '\n') };
          const [from, to] = [start, start + length].map((index) => sourceCode.getLocFromIndex(index));
          // Diagnostics about the whole project have no location, or one in a configuration file.
          report({ node, ...(file === source && { loc: { start: from, end: to } }), messageId: 'said', data });
        }
      },
    };
  },
};
