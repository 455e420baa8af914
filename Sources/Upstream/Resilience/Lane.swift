import Conversations
import Reactor

/// The way into one backend, which lets in so many at a time and has the others wait.
@LoopActor
final class Lane {
  /// What became of somebody who wanted a place.
  enum Outcome: Sendable, Equatable {
    /// He has one, which is to be given back with `leave`, and has waited for it or not.
    case admitted(waited: Bool)
    /// Too many wait already.
    case turnedAway
    /// He has waited as long as he may.
    case tooLong
    /// He does not want one any more.
    case cancelled
  }

  private let now: @LoopActor () -> UInt64
  private var line = WaitingLine()
  private var waits: [WaitingLine.Ticket: Wait<Outcome>] = [:]

  /// A lane that nobody is in.
  ///
  /// - Parameter now: the monotonic time in nanoseconds.
  init(now: @escaping @LoopActor () -> UInt64) { self.now = now }

  /// How many are in.
  var taken: Int { line.taken }
  /// How many wait.
  var waiting: Int { line.waiting }
  /// Whether who comes now is let in at once.
  var hasFreePlace: Bool { line.hasFreePlace }
  /// How many may be in; nil for as many as want to.
  var places: Int? {
    get { line.places }
    set { if newValue != line.places { line.setPlaces(newValue, at: now()).forEach(admit) } }
  }

  /// Takes a place, at once if one is free.
  ///
  /// - Parameters:
  ///   - kind: what it is for.
  ///   - mostWaiting: how many may wait.
  ///   - longest: how long one may wait.
  func enter(_ kind: RequestKind, mostWaiting: Int, longest: Duration) async -> Outcome {
    switch line.enter(kind, mostWaiting: mostWaiting, at: now()) {
    case .admitted: .admitted(waited: false)
    case .turnedAway: .turnedAway
    case .waits(let ticket): await wait(ticket, atMost: longest)
    }
  }

  /// Gives a place back.
  func leave() {
    if let ticket = line.leave(at: now()) { admit(ticket) }
  }

  private func admit(_ ticket: WaitingLine.Ticket) {
    waits[ticket]?.end(.admitted(waited: true))
  }

  private func wait(_ ticket: WaitingLine.Ticket, atMost longest: Duration) async -> Outcome {
    let wait = Wait<Outcome>()
    waits[ticket] = wait
    defer { waits[ticket] = nil }
    let outcome = await wait.outcome(
      within: Int(longest / .milliseconds(1)), tooLong: .tooLong, cancelled: .cancelled)
    if case .admitted = outcome { return outcome }
    // The place may have been given to him after he had turned away, and then it is his to give back.
    return line.giveUp(ticket) ? outcome : .admitted(waited: true)
  }
}
