import Reactor
import Synchronization
import TestKit
import Testing
import Upstream

@testable import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Reading the configuration again", .timeLimit(.minutes(1)))
struct ConfigurationWatchTests {
  /// A gateway's side of a watch: what was put in force, and what the operator was told.
  @LoopActor private final class World {
    let directory = TemporaryDirectory()
    let said = Said()
    var adopted: [Configuration] = []
    var watch: ConfigurationWatch!

    /// A watch over a file with this text; nil for none.
    init(_ text: String?, named: Bool = true, overrides: Configuration.Overrides = .init()) throws {
      LoopActor.shared.loop.start()
      if let text { try write(text) }
      let origin = ConfigurationOrigin(
        file: named ? path : nil, data: ModelTableTests.data,
        environment: Environment(["HOME": "/h", "XDG_CONFIG_HOME": directory.path]), overrides: overrides)
      watch = ConfigurationWatch(
        try origin.load(), from: origin, adopt: { self.adopted.append($0) }, tell: { [said] in said.add($0) })
    }

    var path: String { directory.file("ctxgw/config.yaml") }

    func write(_ text: String, to name: String = "ctxgw/config.yaml") throws {
      try directory.write(text, to: name)
    }

    /// Two looks, which is what a change takes.
    func look() async {
      await watch.look()
      await watch.look()
    }
  }

  private final class Said: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ text: String) { lines.withLock { $0.append(text) } }
    func take() -> String {
      lines.withLock { lines in
        defer { lines = [] }
        return lines.joined()
      }
    }
  }

  @Test(
    "what a file says is put in force when it has changed, and nothing is read or said as long as it has not")
  @LoopActor func change() async throws {
    let world = try World("server: { max_concurrent_streams: 3 }")
    await world.look()
    #expect(world.adopted.isEmpty && world.said.take().isEmpty)
    try world.write("server: { max_concurrent_streams: 4444 }")
    await world.watch.look()
    #expect(world.adopted.isEmpty)
    await world.watch.look()
    #expect(world.adopted.map(\.server.maxConcurrentStreams) == [4444])
    #expect(world.said.take() == "ctxgw: configuration loaded again\n")
    await world.look()
    #expect(world.adopted.count == 1 && world.said.take().isEmpty)
  }

  @Test("a file that says the same in other words puts nothing in force")
  @LoopActor func sameMeaning() async throws {
    let world = try World("server: { max_concurrent_streams: 3 }")
    try world.write("# three\nserver: { max_concurrent_streams: 3 }")
    await world.look()
    #expect(world.adopted.isEmpty && world.said.take().isEmpty)
  }

  @Test("a bad file leaves the old configuration in force and says why, each problem once")
  @LoopActor func badFile() async throws {
    let world = try World("discover: false")
    try world.write("discover: maybe")
    await world.look()
    let problem = "  \(world.path):1:11: expected true or false, found 'maybe'\n"
    #expect(world.said.take().hasSuffix("stays in force:\n\(problem)"))
    #expect(world.watch.state.failure?.problems.map { "  \($0)\n" } == [problem])
    // The same problem, and another: only the other is news.
    try world.write("discover: maybe\nstor: 1")
    await world.look()
    let told = world.said.take()
    #expect(told.contains(":2:1: unknown key 'stor'") && !told.contains("maybe"))
    #expect(world.watch.state.failure?.problems.count == 2)
    try world.write("discover: false\n")
    await world.look()
    #expect(world.watch.state.failure == nil && world.adopted.isEmpty)
    #expect(world.said.take() == "ctxgw: configuration loaded again; nothing in it has changed\n")
  }

  @Test(
    "a file that vanishes leaves the old configuration in force, whether it was named or found",
    arguments: [true, false])
  @LoopActor func vanished(named: Bool) async throws {
    let world = try World("discover: false", named: named)
    remove(world.path)
    await world.look()
    #expect(world.said.take().contains("\(world.path): cannot be read: there is no such file"))
    #expect(world.adopted.isEmpty)
    try world.write("discover: true")
    await world.look()
    #expect(world.adopted.map(\.discover) == [true])
  }

  @Test("a file that was not there when the gateway started is read when it is")
  @LoopActor func appears() async throws {
    let world = try World(nil, named: false)
    await world.look()
    #expect(world.adopted.isEmpty)
    try world.write("discover: false")
    await world.look()
    #expect(world.adopted.map(\.discover) == [false])
    #expect(world.watch.state.files == [world.path])
  }

  @Test("a key file is read again when it changes, also one that was missing in a bad configuration")
  @LoopActor func keyFile() async throws {
    let world = try World("discover: false")
    let key = world.directory.file("key")
    try world.write("backends: { v: { kind: openai, key_file: '\(key)' } }")
    await world.look()
    #expect(world.said.take().contains("cannot read the key file"))
    try world.write("sk-first", to: "key")
    await world.look()
    try world.write("sk-second", to: "key")
    await world.look()
    #expect(
      world.adopted.map { $0.backends.map(\.credentials) } == [
        [.key(Credential("sk-first")!)], [.key(Credential("sk-second")!)],
      ])
    #expect(world.watch.state.files == [world.path, key])
  }

  @Test("the operator is answered whether anything has changed or not, and told every problem again")
  @LoopActor func asked() async throws {
    let world = try World("discover: false")
    await world.watch.reload()
    #expect(world.said.take() == "ctxgw: configuration loaded again; nothing in it has changed\n")
    try world.write("discover: maybe")
    for _ in 0..<2 {
      await world.watch.reload()
      #expect(world.said.take().contains("found 'maybe'"))
    }
    // The watch has seen what was read.
    await world.look()
    #expect(world.said.take().isEmpty)
  }

  @Test("what holds until the process ends is named once, and no longer when it is set back")
  @LoopActor func restart() async throws {
    let world = try World("server: { listen: '127.0.0.1:1' }\nstore: { path: /a.db }")
    try world.write("server: { listen: '127.0.0.1:2' }\nstore: { path: /b.db, retain: 1d, max_size: 1GB }")
    await world.look()
    #expect(
      world.said.take().contains("restart to apply server.listen, store.path, store.retain, store.max_size"))
    try world.write(
      "server: { listen: '127.0.0.1:2' }\nstore: { path: /b.db, retain: 1d, max_size: 1GB }\ndiscover: false")
    await world.look()
    #expect(!world.said.take().contains("restart") && world.watch.state.awaitingRestart.count == 4)
    try world.write("server: { listen: '127.0.0.1:1' }\nstore: { path: /a.db }")
    await world.look()
    #expect(world.watch.state.awaitingRestart.isEmpty)
  }

  @Test("the command line goes on winning over the file")
  @LoopActor func overrides() async throws {
    var overrides = Configuration.Overrides()
    overrides.listen = ListenAddress("127.0.0.1:7")
    overrides.storePath = "/mine.db"
    let world = try World("discover: true", overrides: overrides)
    try world.write("server: { listen: '127.0.0.1:9' }\nstore: { path: /its.db }\ndiscover: false")
    await world.look()
    #expect(world.adopted.map(\.server.listen.port) == [7] && world.adopted.map(\.store.path) == ["/mine.db"])
    #expect(world.watch.state.awaitingRestart.isEmpty)
  }

  @Test(
    "a token cannot be taken away from a gateway that others can reach, whatever address the file names now")
  @LoopActor func openDoor() async throws {
    let world = try World("server: { listen: '0.0.0.0:1', auth_token: a-long-token }")
    try world.write("server: { listen: '127.0.0.1:1' }")
    await world.look()
    #expect(world.adopted.isEmpty && world.said.take().contains("listening on 0.0.0.0:1 would let anyone"))
  }

  @Test("a watch that is stopped lets go of everything")
  @LoopActor func stopped() async throws {
    weak var watch: ConfigurationWatch?
    do {
      let world = try World("discover: true")
      world.watch.begin()
      await world.look()
      world.watch.stop()
      watch = world.watch
      world.watch = nil
    }
    // Whatever was under way ends within its turn.
    for _ in 0..<10 where watch != nil { await offLoop {} }
    #expect(watch == nil)
  }
}
