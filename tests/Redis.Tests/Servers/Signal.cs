using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RetentionGrpc.Redis.Tests.Servers;

/// <summary>A signal of Linux.</summary>
internal readonly struct Signal
{
    public static readonly Signal Terminate = new(15);
    public static readonly Signal Continue = new(18);
    public static readonly Signal Stop = new(19);

    private readonly int _number;

    private Signal(int number) => _number = number;

    /// <exception cref="Win32Exception">There is no such process of ours.</exception>
    public void SendTo(int processId)
    {
        if (Kill(processId, _number) != 0)
            throw new Win32Exception();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
