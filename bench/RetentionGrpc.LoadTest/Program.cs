using System.CommandLine;
using RetentionGrpc.LoadTest;

var root = new RootCommand("Loads on a whole server, over real connections, by the C# client.");
root.Add(SoakCommand.Create());
root.Add(ThroughputCommand.Create());
var parsed = root.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : exitCode;
