using System.CommandLine;
using RetentionGrpc.Server.Commands;

// `retention` alone serves, as `retention serve` does. What the server is made of stands in Hosting/RetentionServer.cs.
var root = new RootCommand("Customer metrics over gRPC: events in, exact retention, churn and activity out.");
ServeCommand.SetUp(root);
root.Add(ServeCommand.SetUp(new Command("serve", "Run the server until Ctrl-C or SIGTERM (the default command).")));
root.Add(ImportCommand.Create());
root.Add(QueryCommand.Create());
root.Add(WatchCommand.Create());
root.Add(VerifyCommand.Create());
root.Add(DemoCommand.Create());

// An argument such as @request.json is the query's to read, not one that stands for arguments.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

// The host sees to Ctrl-C and SIGTERM itself: nothing cuts short what is under way.
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? 2 : exitCode;
