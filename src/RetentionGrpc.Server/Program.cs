using System.CommandLine;
using RetentionGrpc.Server.Commands;

// What the server is made of stands in Hosting/RetentionServer.cs. The host sees to Ctrl-C and SIGTERM itself: nothing cuts short what is
// under way.
return await Executable.RunAsync(args, new InvocationConfiguration { ProcessTerminationTimeout = null });
