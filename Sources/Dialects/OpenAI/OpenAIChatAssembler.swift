import Conversations
import Wire

/// Puts an answer of chat completions together: what its messages and deltas say becomes parts, one after the other.
struct OpenAIChatAssembler {
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

  /// Whether what has to be held back has outgrown every sensible bound.
  var isTooLarge: Bool { calls.isTooLarge || heldBytes > Self.mostHeldBytes }

  /// Takes a delta, or a whole message.
  mutating func take(_ delta: UnsafeJSONValue, into events: inout [StreamEvent]) {
    add(Piece(kind: .thinking, bytes: OpenAIChatText.reasoning(of: delta)), into: &events)
    for piece in OpenAIChatText.content(of: delta["content"]) {
      // Only text can have reasoning and calls in it that are not marked as such.
      if piece.kind == .text {
        read(splitter.feed(piece.bytes), into: &events)
      } else {
        add(piece, into: &events)
      }
    }
    if let refusal = delta["refusal"]?.decoded, !refusal.isEmpty {
      isRefused = true
      add(Piece(kind: .text, bytes: refusal), into: &events)
    }
    delta["tool_calls"]?.forEachElement { takeCall($0, into: &events) }
    if let call = delta["function_call"], call.kind == .object {
      takeFunction(call, index: nil, id: "", into: &events)
    }
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
      case .call(let name, let arguments):
        closeText(into: &events)
        calls.take(index: nil, id: "", name: name, arguments: arguments, into: &events)
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

  // MARK: Tool calls

  private mutating func takeCall(_ call: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard let function = call["function"] else { return }
    takeFunction(function, index: call["index"]?.int, id: call["id"]?.string ?? "", into: &events)
  }

  private mutating func takeFunction(
    _ function: UnsafeJSONValue, index: Int?, id: String, into events: inout [StreamEvent]
  ) {
    finishText(into: &events)
    closeText(into: &events)
    calls.take(
      index: index, id: id, name: function["name"]?.string ?? "",
      arguments: OpenAIChatText.arguments(function["arguments"]), into: &events)
    release(into: &events)
  }
}
