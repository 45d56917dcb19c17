using System.CommandLine;
using RetentionGrpc.Server.Commands;

// `retention` alone serves, as `retention serve` does. What the server is made of stands in Hosting/RetentionServer.cs.
var root = new RootCommand("Customer metrics over gRPC: events in, exact retention, churn and activity out.");
ServeCommand.SetUp(root);
root.Add(ServeCommand.SetUp(new Command("serve", "Run the server until Ctrl-C or SIGTERM (the default command).")));

// The host sees to Ctrl-C and SIGTERM itself: nothing cuts short what is under way.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
