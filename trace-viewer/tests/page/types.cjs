// The types that the modules of the page name in their comments are right: as editors check
// them, by jsconfig.json.

const path = require("node:path");
const ts = require("typescript");

const file = path.join(__dirname, "../../jsconfig.json");
const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config ?? {}, ts.sys, path.dirname(file));
const program = ts.createProgram(fileNames, options);
const wrong = [error, ...errors, ...ts.getPreEmitDiagnostics(program)].filter(Boolean);
const host = { getCurrentDirectory: () => path.dirname(file), getCanonicalFileName: (name) => name, getNewLine: () => "\n" };
if (wrong.length > 0) {
  console.error(ts.formatDiagnostics(wrong, host));
  process.exit(1);
}
// A check of no file would find nothing.
console.log(fileNames.length);
