import { check, finish } from "./checks.js";
import { LiveServer } from "./liveServer.js";
import { Scenario } from "./scenario.js";

const [program = "", scenarioFile = ""] = process.argv.slice(2);

await check("the scenario's answers are the ones of every client", () =>
  LiveServer.use(program, [], server => Scenario.run(scenarioFile, server)));
finish();
