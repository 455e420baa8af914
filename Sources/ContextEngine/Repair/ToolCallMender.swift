import Conversations

/// Repairs the tool calls of an answer as it streams by. Everything passes at once but the arguments of a call, which
/// are held until the call is complete.
public struct ToolCallMender: Sendable {
  /// The most bytes of arguments that are held; what is longer flows as it is.
  public static let mostBytes = 4 << 20

  /// A call whose arguments are held.
  private struct Held {
    var name: String
    var input: [UInt8] = []
    var isOverlong = false
  }

  private let repair: ToolCallRepair
  private let mostBytes: Int
  private var held: Held?
  /// What was repaired, a note for each call.
  public private(set) var notes: [String] = []

  /// A mender for one answer.
  ///
  /// - Parameter mostBytes: the most bytes of arguments that are held.
  public init(_ repair: ToolCallRepair, mostBytes: Int = ToolCallMender.mostBytes) {
    self.repair = repair
    self.mostBytes = mostBytes
  }

  /// Takes the next event; gives what goes on to the client.
  public mutating func mended(_ event: StreamEvent) -> [StreamEvent] {
    switch event {
    case .partStarted(.toolCall(let id, let name)):
      let released = release()
      held = Held(name: name)
      return released + [.partStarted(.toolCall(id: id, name: repair.toolName(for: name)))]
    case .delta(.input(let bytes)): return taken(bytes)
    case .partEnded: return repaired() + [event]
    case .partStarted, .finished, .ended, .failed: return release() + [event]
    case .started, .delta: return [event]
    }
  }

  private mutating func taken(_ bytes: [UInt8]) -> [StreamEvent] {
    guard var call = held, !call.isOverlong else { return [.delta(.input(bytes))] }
    held = nil
    call.input += bytes
    defer { held = call }
    guard call.input.count > mostBytes else { return [] }
    let flood = call.input
    call.input = []
    call.isOverlong = true
    return [.delta(.input(flood))]
  }

  /// The arguments of a call that is complete.
  private mutating func repaired() -> [StreamEvent] {
    guard let call = held else { return [] }
    held = nil
    guard !call.isOverlong else { return [] }
    let repaired = repair.repaired(name: call.name, input: call.input)
    if let note = repaired.note { notes.append(note) }
    return repaired.input.isEmpty ? [] : [.delta(.input(repaired.input))]
  }

  /// The arguments of a call that breaks off, as they came.
  private mutating func release() -> [StreamEvent] {
    guard let call = held else { return [] }
    held = nil
    return call.input.isEmpty ? [] : [.delta(.input(call.input))]
  }
}
