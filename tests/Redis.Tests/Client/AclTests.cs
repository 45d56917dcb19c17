using RetentionGrpc.Redis.Tests.Servers;
using StackExchange.Redis;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>Users with passwords and rights of their own.</summary>
public sealed class AclTests
{
    private static readonly string[] Users =
    [
        "--user", "writer", "on", ">secret", "~log:*", "+@all",
        "--user", "reader", "on", ">other", "%R~log:*", "+@read", "+@connection", "+info",
        "--user", "default", "off",
    ];

    [Fact(Timeout = Limits.Test)]
    public async Task User_MayDoWhatItsRightsSay()
    {
        await using var redis = await RedisProcess.StartAsync(Users);
        await using var writer = await redis.ClientAsync(options => (options.User, options.Password) = ("writer", "secret"));
        await using var reader = await redis.ClientAsync(options => (options.User, options.Password) = ("reader", "other"));

        await writer.GetDatabase().StringSetAsync("log:1", "v").WaitAsync(Limits.Patience);
        Assert.Equal("v", await reader.GetDatabase().StringGetAsync("log:1").WaitAsync(Limits.Patience));
        await RefusedAsync(() => writer.GetDatabase().StringSetAsync("other", "v"));
        await RefusedAsync(() => reader.GetDatabase().StringSetAsync("log:1", "w"));
        Assert.Equal("v", await writer.GetDatabase().StringGetAsync("log:1").WaitAsync(Limits.Patience));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("writer", "wrong")]
    [InlineData("nobody", "secret")]
    [InlineData(null, null)]
    public async Task User_WithoutTheRightPassword_DoesNotConnect(string? user, string? password)
    {
        await using var redis = await RedisProcess.StartAsync(Users);
        var refused = await Assert.ThrowsAsync<RedisConnectionException>(() => redis.ClientAsync(options =>
        {
            (options.User, options.Password) = (user, password);
            options.ConnectRetry = 1;
            options.ConnectTimeout = 5000;
        }));
        Assert.Equal(ConnectionFailureType.AuthenticationFailure, refused.FailureType);
    }

    private static async Task RefusedAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RedisServerException>(() => call().WaitAsync(Limits.Patience));
        Assert.StartsWith("NOPERM", refused.Message, StringComparison.Ordinal);
    }
}
