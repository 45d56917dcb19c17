using System.CommandLine;
using RetentionGrpc.LoadTest;
using RetentionGrpc.LoadTest.Feeding;
using RetentionGrpc.LoadTest.Hosting;
using RetentionGrpc.LoadTest.InProcess;

var root = new RootCommand("Loads on whole servers over real connections, and on the engine in this process.");
root.Add(SoakCommand.Create());
root.Add(EngineCommand.Create());
root.Add(FeedCommand.Create());
root.Add(HostCommand.Create());
var parsed = root.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : exitCode;
