import Reactor

/// The tokens that were issued, as the gateway knows them: read when their file changes, and looked up when somebody shows
/// one.
@LoopActor
final class IssuedTokens {
  /// How long the file is believed to be as it was, in nanoseconds: a token that is revoked is good for so long.
  private static let belief: UInt64 = 1_000_000_000
  /// Most refusals that the operator reads of in a minute.
  private static let mostTold = 10
  private static let minute: UInt64 = 60_000_000_000

  private let file: TokenFile?
  private let now: @LoopActor () -> UInt64
  private let clock: @LoopActor () -> Timestamp
  private let tell: @Sendable (String) -> Void
  private var register: TokenRegister?
  private var stamp: FileStamp?
  private var lookedAt: UInt64?
  private var told = 0
  private var toldSince: UInt64 = 0

  /// The tokens of a file.
  ///
  /// - Parameters:
  ///   - file: nil where there can be no tokens.
  ///   - now: the monotonic time in nanoseconds.
  ///   - clock: the time of day.
  ///   - tell: takes lines for the operator, each with its line feed.
  init(
    _ file: TokenFile?, now: @escaping @LoopActor () -> UInt64 = { LoopActor.shared.loop.now },
    clock: @escaping @LoopActor () -> Timestamp = { .now() }, tell: @escaping @Sendable (String) -> Void
  ) {
    self.file = file
    self.now = now
    self.clock = clock
    self.tell = tell
  }

  /// What the holder of a token may do; nil when it is not good, of which the operator is told the reason.
  func grant(for text: String) -> TokenGrant? {
    lookAtFile()
    switch register?.verdict(on: text, at: clock()) {
    case .good(let grant): return grant
    case .bad(let reason):
      noteRefusal(reason)
      return nil
    case nil:
      noteRefusal("and none were issued here")
      return nil
    }
  }

  /// Reads the file. One that cannot be read leaves the tokens as they were, and the operator is told why.
  func reload() {
    guard let file else { return }
    stamp = FileStamp(file.path)
    do throws(DataError) {
      register = try file.register()
    } catch {
      tell("ctxgw: \(error)\n")
    }
  }

  private func lookAtFile() {
    let now = now()
    if let lookedAt, now - lookedAt < Self.belief { return }
    let isFirst = lookedAt == nil
    lookedAt = now
    if isFirst || file.flatMap({ FileStamp($0.path) }) != stamp { reload() }
  }

  /// Somebody who tries tokens out must not fill the log.
  private func noteRefusal(_ reason: String) {
    if now() - toldSince >= Self.minute { (told, toldSince) = (0, now()) }
    told += 1
    if told <= Self.mostTold { tell("ctxgw: a token was refused: \(reason)\n") }
    if told == Self.mostTold { tell("ctxgw: no more refused tokens are told of for a minute\n") }
  }
}
