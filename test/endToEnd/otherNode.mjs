// Makes the native modules that BUILT_FOR_ANOTHER names behave as if they were built for another Node.js.
const load = process.dlopen;
const others = process.env.BUILT_FOR_ANOTHER.split(' ');

process.dlopen = (module, path, ...flags) => {
  if (!others.some((name) => path.includes(name))) return load.call(process, module, path, ...flags);
  const message = `The module '${path}'
was compiled against a different Node.js version using
NODE_MODULE_VERSION 115. This version of Node.js requires
NODE_MODULE_VERSION 127. Please try re-compiling or re-installing
the module (for instance, using \`npm rebuild\` or \`npm install\`).`;
  throw Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' });
};
