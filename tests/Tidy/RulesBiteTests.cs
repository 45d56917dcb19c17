using Xunit;

namespace RetentionGrpc.Tidy;

/// <summary>Each rule finds a bad example and leaves a good one alone.</summary>
public sealed class RulesBiteTests
{
    private const string Engine = "src/RetentionGrpc.Engine/Sample.cs";
    private const string Application = "src/RetentionGrpc.Server/Application/Sample.cs";
    private const string Commands = "src/RetentionGrpc.Server/Commands/Sample.cs";
    private const string Transport = "src/RetentionGrpc.Server/Transport/Sample.cs";
    private const string Storage = "src/RetentionGrpc.Storage/Sample.cs";
    private const string EngineProject = "src/RetentionGrpc.Engine/RetentionGrpc.Engine.csproj";
    private const string ServerProject = "src/RetentionGrpc.Server/RetentionGrpc.Server.csproj";

    public static TheoryData<string, string, string, string> TextExamples => new()
    {
        { nameof(TextRules.FileLength), "src/a.cs", Repeat("x\n", 401), Repeat("x\n", 400) },
        { nameof(TextRules.LineLength), "src/a.cs", Repeat("x", 141) + "\n", Repeat("x", 140) + "\n" },
        { nameof(TextRules.LineEnds), "src/a.cs", "a\r\nb\n", "a\nb\n" },
        { nameof(TextRules.LineEnds), "src/a.cs", "a", "a\n" },
        { nameof(TextRules.UnfinishedMarks), "src/a.cs", "// TO" + "DO: later", "// a todo list app" },
        { nameof(TextRules.UnfinishedMarks), "protos/a.proto", "// FIX" + "ME", "// prefix me" },
        { nameof(TextRules.RegistryHosts), "a.md", "from api.nuget" + ".org", "a NuGet package" },
        { nameof(TextRules.RegistryHosts), "a.json", "https://registry" + ".example.com/a", "in the registry." },
        { nameof(TextRules.WorkplaceWords), "a.md", "see /wor" + "k/main", "the work/life" },
        { nameof(TextRules.FileNames), "src/DateHelper.cs", "", "" },
    };

    public static TheoryData<string, string, string> SyntaxExamples => new()
    {
        { nameof(SyntaxRules.Parses), "class A { void M( }", "class A { int P { get => field; } }" },
        { nameof(SyntaxRules.MethodLength), Method(61), Method(60) },
        { nameof(SyntaxRules.MethodLength), Repeat("M();\n", 61), Repeat("M();\n", 60) },
        { nameof(SyntaxRules.MethodLength), "class A { int P { get {" + Repeat("\n", 60) + "return 1; } } }", Method(50) + Method(50) },
        { nameof(SyntaxRules.TypeNames), "class EventManager;", "class Managers;" },
        { nameof(SyntaxRules.TypeNames), "record struct ChurnDto;", "enum Commonness { A }" },
        { nameof(SyntaxRules.Regions), "#region A\nclass A;\n#endregion", "class A;" },
        { nameof(SyntaxRules.EmptyCatch), In("try { } catch { }"), In("try { } catch (E) { // It has gone.\n }") },
        { nameof(SyntaxRules.SkippedTests), "[Fact(Skip = \"slow\")] void M() { }", "[Fact(Timeout = 5)] void M() { }" },
        { nameof(SyntaxRules.Sleeps), In("System.Threading.Thread.Sleep(1);"), In("thread.Join();") },
        { nameof(SyntaxRules.BlockingWaits), In("x = LoadAsync().Result;"), In("x = reply.Result;") },
        { nameof(SyntaxRules.BlockingWaits), In("loadTask.Wait();"), In("gate.Wait(token);") },
        { nameof(SyntaxRules.BlockingWaits), In("LoadAsync().GetAwaiter().GetResult();"), In("await LoadAsync();") },
        { nameof(SyntaxRules.ClockReading), In("x = DateTime.UtcNow;"), In("x = time.GetUtcNow();") },
        { nameof(SyntaxRules.ClockReading), In("x = System.DateTimeOffset.Now;"), In("x = DateTimeOffset.UnixEpoch;") },
        { nameof(SyntaxRules.StaticState), "class A { static int s; }", "class A { const int C = 1; static readonly int[] S = [1]; }" },
        { nameof(SyntaxRules.StaticState), "class A { static readonly List<int> S = []; }", "class A { readonly List<int> s = []; }" },
        { nameof(SyntaxRules.StaticState), "class A { static int P { get; set; } }", "class A { static int P { get; } }" },
        { nameof(SyntaxRules.UntimedTasks), In("Task.Run(M);"), In("factory.StartNew(M);") },
        { nameof(SyntaxRules.UntimedTasks), In("await Task.Delay(5, token);"), In("await Task.Delay(span, timeProvider, token);") },
        { nameof(SyntaxRules.CommentedOutCode), In("// x = M(1);\n"), In("// Why: see the contract;\n") },
        { nameof(SyntaxRules.AsyncVoid), "class A { async void M() { } }", "class A { async Task M() { } }" },
    };

    public static TheoryData<string, string, string, string> WallExamples => new()
    {
        { nameof(Walls.ClientOnlyInCommands), Application, "using RetentionGrpc.Client;", "using RetentionGrpc.Engine;" },
        { nameof(Walls.ClientOnlyInCommands), Transport, In("new RetentionGrpc.Client.EventStream();"), In("new Clients();") },
        { nameof(Walls.NodaTimeOnlyInCalendar), Engine, "using NodaTime.TimeZones;", "using NodaTimeLike;" },
        { nameof(Walls.NodaTimeOnlyInCalendar), Storage, "class A { global::NodaTime.Instant i; }", "class A { Instant i; }" },
        { nameof(Walls.StatusCodesOnlyInTransport), Application, In("throw new RpcException(s);"), In("throw new IOException(s);") },
        { nameof(Walls.StatusCodesOnlyInTransport), Engine, In("x = StatusCode.Ok;"), In("x = Outcome.Ok;") },
        { nameof(Walls.StatusCodesOnlyInTransport), Commands, In("throw new RpcException(s);"), In("M(e.StatusCode);") },
        { nameof(Walls.ApplicationKnowsNoWire), Application, "using Grpc.Core;", "using RetentionGrpc.Engine.Events;" },
        { nameof(Walls.ApplicationKnowsNoWire), Application, "using RetentionGrpc.V1;", "namespace RetentionGrpc.Server.Application;" },
        { nameof(Walls.ApplicationKnowsNoWire), Application, "class A { V1.Event e; }", "class A { Event e; }" },
        { nameof(Walls.StorageKnowsOnlyBytes), Storage, "using RetentionGrpc.Engine;", "using RetentionGrpc.Storage;" },
        { nameof(Walls.NoGlobalUsings), Engine, "global using System.IO;", "using System.IO;" },
    };

    public static TheoryData<string, string, string, string> ProjectExamples => new()
    {
        { nameof(ProjectRules.ProjectReferences), EngineProject, Item("ProjectReference", "../A.csproj"), Item("None", "a") },
        { nameof(ProjectRules.ProjectReferences), "src/New/New.csproj", Item("None", "a"), "" },
        { nameof(ProjectRules.PackageReferences), EngineProject, Item("PackageReference", "A"), Item("PackageReference", "NodaTime") },
        { nameof(ProjectRules.PackageReferences), ServerProject, Item("PackageReference", "NodaTime"), Item("None", "NodaTime") },
        { nameof(ProjectRules.CentralVersions), EngineProject, Item("PackageReference", "A", "1.0.0"), Item("PackageReference", "A") },
        { nameof(ProjectRules.ExactVersions), "a.props", Item("PackageVersion", "A", "1.*"), Item("PackageVersion", "A", "1.2.3") },
        { nameof(ProjectRules.ExactVersions), "a.props", Item("PackageVersion", "A"), Item("PackageVersion", "A", "1.2.3-rc.1") },
        { nameof(ProjectRules.TestsHaveXunit), "tests/A/A.csproj", Item("PackageReference", "A"), "" },
    };

    [Theory]
    [MemberData(nameof(TextExamples))]
    public void Text_BadIsFound_GoodIsNot(string rule, string path, string bad, string good)
    {
        Assert.NotEmpty(TextRules.All[rule](new TextFile(path, bad)));
        string goodPath = rule == nameof(TextRules.FileNames) ? "src/Dates.cs" : path;
        Assert.Empty(TextRules.All[rule](new TextFile(goodPath, good)));
    }

    [Theory]
    [MemberData(nameof(SyntaxExamples))]
    public void Code_BadIsFound_GoodIsNot(string rule, string bad, string good)
    {
        Assert.NotEmpty(SyntaxRules.All[rule](CodeFile.Parse(Engine, bad)));
        Assert.Empty(SyntaxRules.All[rule](CodeFile.Parse(Engine, good)));
    }

    [Theory]
    [MemberData(nameof(WallExamples))]
    public void Wall_BadIsFound_GoodIsNot(string wall, string path, string bad, string good)
    {
        Assert.NotEmpty(Walls.All[wall](CodeFile.Parse(path, bad)));
        Assert.Empty(Walls.All[wall](CodeFile.Parse(path, good)));
    }

    [Theory]
    [MemberData(nameof(ProjectExamples))]
    public void Project_BadIsFound_GoodIsNot(string rule, string path, string bad, string good)
    {
        Assert.NotEmpty(ProjectRules.All[rule](new TextFile(path, bad)));
        Assert.True(good.Length == 0 || !ProjectRules.All[rule](new TextFile(path, good)).Any());
    }

    [Fact]
    public void Walls_LetEachRoomKeepItsOwn()
    {
        Assert.Empty(Walls.ClientOnlyInCommands(CodeFile.Parse(Commands, "using RetentionGrpc.Client;")));
        Assert.Empty(Walls.NodaTimeOnlyInCalendar(CodeFile.Parse("src/RetentionGrpc.Engine/Calendar/Zone.cs", "using NodaTime;")));
        Assert.Empty(Walls.StatusCodesOnlyInTransport(CodeFile.Parse(Transport, In("throw new RpcException(s);"))));
        Assert.Empty(Walls.ApplicationKnowsNoWire(CodeFile.Parse(Transport, "using RetentionGrpc.V1;")));
    }

    [Fact]
    public void Interface_NeedsTwoImplementations()
    {
        CodeFile port = CodeFile.Parse("src/A/ILog.cs", "interface ILog { }");
        CodeFile first = CodeFile.Parse("src/A/First.cs", "class First : ILog { }");
        CodeFile second = CodeFile.Parse("src/A/Second.cs", "class Second : ILog { }");
        Assert.Single(Interfaces.WithOneImplementation([port, first]));
        Assert.Empty(Interfaces.WithOneImplementation([port, first, second]));
    }

    [Fact]
    public void Rules_AllHaveAnExample()
    {
        Assert.Equal(TextRules.All.Keys.Order(), TextExamples.Select(row => (string)row[0]).Distinct().Order());
        Assert.Equal(SyntaxRules.All.Keys.Order(), SyntaxExamples.Select(row => (string)row[0]).Distinct().Order());
        Assert.Equal(Walls.All.Keys.Order(), WallExamples.Select(row => (string)row[0]).Distinct().Order());
        Assert.Equal(ProjectRules.All.Keys.Order(), ProjectExamples.Select(row => (string)row[0]).Distinct().Order());
    }

    private static string In(string statements) => $"class A {{ async Task M() {{ {statements} }} }}";

    private static string Method(int lines) => "void M()\n{\n" + Repeat("M();\n", lines - 3) + "}";

    private static string Item(string kind, string include, string? version = null) =>
        $"<Project><ItemGroup><{kind} Include='{include}' {(version is null ? "" : $"Version='{version}'")} /></ItemGroup></Project>";

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
