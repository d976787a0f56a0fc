import ts from 'typescript';

/**
 * What `tsc --noEmit` would say of a file, as a rule of ESLint: the program that the rules with types need is the one that the
 * compiler would make, so that everything is parsed and checked once.
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
          // What concerns the whole project has no place, or one in a file of settings.
          report({ node, ...(file === source && { loc: { start: from, end: to } }), messageId: 'said', data });
        }
      },
    };
  },
};
