import Conversations
import Wire

/// Puts an answer together from what a backend says bit by bit: reasoning, text and calls become parts, one after the
/// other.
struct AnswerAssembler {
  private typealias Piece = ThinkTagSplitter.Piece

  private var open: ThinkTagSplitter.Kind?
  private var hasReasoned = false
  private var splitter = ThinkTagSplitter()
  private var writtenCalls: WrittenCalls
  private var calls: StreamedCalls
  /// White space at the start of a part: a part begins with the first character that is none.
  private var space: [UInt8] = []
  /// Text that came in the middle of a tool call.
  private var held: [Piece] = []
  private var heldBytes = 0

  /// More text in the middle of a tool call, in bytes, is not what any model writes.
  private static let mostHeldBytes = 16 << 20
  /// More white space, in bytes, is passed on as a part of its own: a model that is stuck shall be seen to be.
  private static let mostSpace = 4096
  private var isRefused = false

  init(_ expectations: AnswerExpectations, ids: IDSource) {
    calls = StreamedCalls(expectations, ids: ids)
    writtenCalls = WrittenCalls(of: expectations.offeredTools)
  }

  /// Whether every tool call is there whole, and there is one: such an answer is good without an end.
  var hasCompleteCalls: Bool { !calls.isEmpty && !calls.isInsideCall }

  /// Whether no tool call is under way.
  var isBetweenCalls: Bool { calls.isEmpty || !calls.isInsideCall }

  /// Whether what has to be held back has outgrown every sensible bound.
  var isTooLarge: Bool { calls.isTooLarge || heldBytes > Self.mostHeldBytes }

  /// Takes reasoning that is marked as such.
  mutating func think(_ bytes: [UInt8], into events: inout [StreamEvent]) {
    add(Piece(kind: .thinking, bytes: bytes), into: &events)
  }

  /// Takes what the vendor signed the reasoning with: that which came last, or none at all, before the call that follows.
  mutating func sign(_ signature: [UInt8], into events: inout [StreamEvent]) {
    finishText(into: &events)
    calls.settle(into: &events)
    release(into: &events)
    if open != .thinking { begin(.thinking, into: &events) }
    events.append(.delta(.signature(signature)))
    closeText(into: &events)
  }

  /// Says that the text or reasoning so far is a part by itself: more of the kind begins another.
  mutating func endPart(into events: inout [StreamEvent]) {
    finishText(into: &events)
    closeText(into: &events)
  }

  /// Takes text, which can have reasoning and calls in it that are not marked as such.
  mutating func say(_ bytes: [UInt8], into events: inout [StreamEvent]) {
    read(splitter.feed(bytes), into: &events)
  }

  /// Takes the text of a refusal.
  mutating func refuse(_ bytes: [UInt8], into events: inout [StreamEvent]) {
    isRefused = true
    add(Piece(kind: .text, bytes: bytes), into: &events)
  }

  /// Takes a fragment of a tool call.
  ///
  /// - Parameter isFreeform: whether the arguments are a text and no JSON.
  mutating func call(
    index: Int?, id: String, name: String, arguments: [UInt8], isFreeform: Bool = false,
    into events: inout [StreamEvent]
  ) {
    finishText(into: &events)
    closeText(into: &events)
    calls.take(
      index: index, id: id, name: name, arguments: arguments, isFreeform: isFreeform, into: &events)
    release(into: &events)
  }

  /// Takes a tool call that comes whole.
  mutating func wholeCall(
    id: String, name: String, arguments: [UInt8], into events: inout [StreamEvent]
  ) {
    finishText(into: &events)
    closeText(into: &events)
    calls.takeWhole(id: id, name: name, arguments: arguments, into: &events)
  }

  /// Says that no more of the parts that have begun is expected, and gives the true reason for the end.
  mutating func settle(_ reason: StopReason?, into events: inout [StreamEvent]) -> StopReason {
    let isCutInCall = calls.isInsideCall && reason == .maxTokens
    finishText(into: &events)
    closeText(into: &events)
    calls.settle(into: &events)
    release(into: &events)
    closeText(into: &events)
    if !calls.isEmpty { return isCutInCall ? .maxTokens : .toolUse }
    return isRefused ? .refusal : reason ?? .endTurn
  }

  // MARK: Text

  /// Adds text that may have calls in it.
  private mutating func read(_ pieces: [Piece], into events: inout [StreamEvent]) {
    for piece in pieces {
      if piece.kind == .text {
        add(writtenCalls.feed(piece.bytes), into: &events)
      } else {
        add(piece, into: &events)
      }
    }
  }

  /// What is held back as a possible tag is text after all.
  private mutating func finishText(into events: inout [StreamEvent]) {
    read(splitter.finish(), into: &events)
    add(writtenCalls.finish(), into: &events)
  }

  private mutating func add(_ pieces: [WrittenCalls.Piece], into events: inout [StreamEvent]) {
    for piece in pieces {
      switch piece {
      case .text(let bytes): add(Piece(kind: .text, bytes: bytes), into: &events)
      case .call(let call):
        closeText(into: &events)
        calls.take(index: nil, id: "", name: call.name, arguments: call.arguments, into: &events)
      }
    }
  }

  private mutating func add(_ piece: Piece, into events: inout [StreamEvent]) {
    guard !piece.bytes.isEmpty else { return }
    if calls.isInsideCall { return hold(piece) }
    if piece.kind == .thinking { hasReasoned = true }
    if open == piece.kind { return grow(by: piece.bytes, &events) }
    space.append(contentsOf: piece.bytes)
    if piece.bytes.allSatisfy(ASCII.isSpace), space.count < Self.mostSpace { return }
    begin(piece.kind, into: &events)
    // Line breaks that separate an answer from its reasoning belong to neither.
    let text = hasReasoned ? Array(space.drop(while: ASCII.isLineBreak)) : space
    space = []
    grow(by: text, &events)
  }

  private mutating func hold(_ piece: Piece) {
    held.append(piece)
    heldBytes += piece.bytes.count
  }

  private mutating func begin(_ kind: ThinkTagSplitter.Kind, into events: inout [StreamEvent]) {
    if open != nil { events.append(.partEnded) }
    calls.settle(into: &events)
    open = kind
    events.append(.partStarted(kind == .text ? .text : .thinking))
  }

  private func grow(by bytes: [UInt8], _ events: inout [StreamEvent]) {
    events.append(.delta(open == .thinking ? .thinking(bytes) : .text(bytes)))
  }

  private mutating func closeText(into events: inout [StreamEvent]) {
    space = []
    guard open != nil else { return }
    open = nil
    events.append(.partEnded)
  }

  /// Passes on what came in the middle of a tool call that is over.
  private mutating func release(into events: inout [StreamEvent]) {
    guard !held.isEmpty, !calls.isInsideCall else { return }
    var pieces: [Piece] = []
    swap(&pieces, &held)
    for piece in pieces { add(piece, into: &events) }
  }
}
