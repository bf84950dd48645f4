// The editor of the greenhouse's flows, for everybody in the house.
module.exports = {
  uiHost: "127.0.0.1",
  flowFile: "flows.json",
  logging: { console: { level: "warn" } },
  editorTheme: { tours: false, page: { title: "Greenhouse" } },
  telemetry: { enabled: false },
  externalModules: { palette: { allowInstall: false } },
};
