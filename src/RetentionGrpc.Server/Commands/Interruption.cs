using System.Runtime.InteropServices;

namespace RetentionGrpc.Server.Commands;

/// <summary>Turns Ctrl-C and SIGTERM into a cancellation, so that a command can end in order.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Begins to listen.</summary>
    /// <param name="outer">Cancels as well.</param>
    public Interruption(CancellationToken outer)
    {
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(x => PosixSignalRegistration.Create(x, Cancel))];
    }

    /// <summary>Is cancelled by the first signal; the second ends the process.</summary>
    public CancellationToken Token => _cancellation.Token;

    public void Dispose()
    {
        Array.ForEach(_signals, x => x.Dispose());
        _cancellation.Dispose();
    }

    private void Cancel(PosixSignalContext signal)
    {
        signal.Cancel = !_cancellation.IsCancellationRequested;
        _cancellation.Cancel();
    }
}
