import Reactor
import Synchronization
import TestKit
import Testing

@testable import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Issued tokens, and their file")
struct IssuedTokensTests {
  private let directory = TemporaryDirectory()
  private let told = Lines()
  private let moment = Timestamp(milliseconds: 1_769_860_800_000)

  init() { LoopActor.shared.loop.start() }

  private var file: TokenFile { TokenFile(path: directory.file("deep/below/tokens.json")) }

  private func issue(_ name: String) throws -> String {
    try file.issue(name, for: .seconds(3600), budget: nil, policy: nil, at: moment).text
  }

  @LoopActor private func tokens(by clock: TurnedClock) -> IssuedTokens {
    IssuedTokens(file, now: { clock.now }, clock: { [moment] in moment }, tell: { [told] in told.add($0) })
  }

  @Test("the file is its owner's alone, and lists what was issued, the latest first")
  func ownersAlone() throws {
    _ = try issue("a")
    _ = try issue("b")
    #expect(try file.grants().map(\.name) == ["b", "a"])
    _ = try file.revoke("a", at: moment)
    #expect(try file.grants().map { $0.state(at: moment) } == [.good, .revoked])
    var status = stat()
    #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test("a file that others may read is not trusted, and one that is no register not written over")
  func badFile() throws {
    _ = try issue("a")
    #expect(chmod(file.path, 0o640) == 0)
    #expect(throws: DataError.self) { try file.grants() }
    #expect(throws: DataError.self) { try issue("b") }
    try directory.write("{}", to: "deep/below/tokens.json")
    #expect(throws: DataError.self) { try issue("b") }
    #expect(try PrivateFile(path: file.path).contents() == Array("{}".utf8))
  }

  @Test("what somebody else is changing is not changed at the same time")
  func lock() throws {
    _ = try issue("a")
    let lock = open(file.path + ".lock", O_RDWR)
    #expect(flock(lock, LOCK_EX) == 0)
    #expect(throws: DataError(path: file.path, message: "another ctxgw changes it at this moment; try again"))
    {
      try issue("b")
    }
    close(lock)
    _ = try issue("b")
  }

  @Test("a change is seen when a second is over, and not looked for before")
  @LoopActor func changes() throws {
    let clock = TurnedClock()
    let tokens = tokens(by: clock)
    #expect(tokens.grant(for: "cg1.e30.AAAA") == nil)
    let text = try issue("ci")
    #expect(tokens.grant(for: text) == nil)
    clock.now += 1_000_000_000
    #expect(tokens.grant(for: text)?.name == "ci")
    _ = try file.revoke("ci", at: moment)
    #expect(tokens.grant(for: text)?.name == "ci")
    tokens.reload()
    #expect(tokens.grant(for: text) == nil)
    let other = try issue("other")
    clock.now += 1_000_000_000
    #expect(tokens.grant(for: other)?.name == "other")
    #expect(unlink(file.path) == 0)
    clock.now += 1_000_000_000
    #expect(tokens.grant(for: other) == nil)
  }

  @Test("a file that cannot be read leaves the tokens as they were, and the operator is told once")
  @LoopActor func unreadable() throws {
    let clock = TurnedClock()
    let text = try issue("ci")
    let tokens = tokens(by: clock)
    #expect(tokens.grant(for: text)?.name == "ci")
    try directory.write("no register", to: "deep/below/tokens.json")
    for _ in 0..<3 {
      clock.now += 1_000_000_000
      #expect(tokens.grant(for: text)?.name == "ci")
    }
    #expect(told.lines == ["ctxgw: \(file.path): holds no tokens of this version of ctxgw; move it away\n"])
  }

  @Test("the operator reads why a token was refused, and not more often than he can read")
  @LoopActor func refusals() throws {
    let clock = TurnedClock()
    let text = try issue("ci")
    let id = try file.revoke("ci", at: moment).id
    let tokens = tokens(by: clock)
    for _ in 0..<100 { #expect(tokens.grant(for: text) == nil) }
    let line = "ctxgw: a token was refused: 'ci' (\(id)), which was revoked\n"
    let last = "ctxgw: no more refused tokens are told of for a minute\n"
    #expect(told.lines == Array(repeating: line, count: 10) + [last])
    #expect(!told.lines.joined().contains(text))
    clock.now += 60_000_000_000
    #expect(tokens.grant(for: text) == nil)
    #expect(told.lines.count == 12)
  }

  @Test("where there can be no tokens, none is good")
  @LoopActor func none() throws {
    #expect(IssuedTokens(nil, tell: { _ in }).grant(for: try issue("ci")) == nil)
  }
}

/// Lines that were told.
private final class Lines: Sendable {
  private let kept = Mutex<[String]>([])
  var lines: [String] { kept.withLock { $0 } }
  func add(_ line: String) { kept.withLock { $0.append(line) } }
}

/// A monotonic clock that a test turns by hand.
@LoopActor private final class TurnedClock {
  var now: UInt64 = 5
}
