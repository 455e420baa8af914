/// An answer, gathered from its events: what the store keeps and what a client that does not stream is sent.
public struct Answer: Sendable {
  /// A part of the answer.
  public enum Part: Sendable, Equatable {
    /// Text, in UTF-8.
    case text([UInt8])
    /// Reasoning and the vendor's signature over it, in UTF-8.
    case thinking([UInt8], signature: [UInt8]?)
    /// Encrypted reasoning.
    case redactedThinking(data: [UInt8])
    /// A tool call; `input` is what the model wrote, which need not be valid JSON.
    case toolCall(id: String, name: String, input: [UInt8])
    /// A part of another type, with the growths that followed its start, verbatim.
    case other(type: String, source: [UInt8], deltas: [[UInt8]])
  }

  /// The backend's id of the answer.
  public private(set) var id: String?
  /// The model as the backend names it.
  public private(set) var model: String?
  /// The parts that are complete, in order.
  private var completeParts: [Part] = []
  /// The part that is growing.
  private var openPart: OpenPart?
  /// Why the answer ended; nil until the backend has said so.
  public private(set) var stopReason: StopReason?
  /// Tokens reported so far; nil until the backend has reported any.
  public private(set) var usage: Usage?
  /// Whether the backend said that all has been sent.
  public private(set) var isEnded = false

  /// An answer of which nothing has arrived.
  public init() {}

  /// The parts, in order; the last one may still be growing.
  public var parts: [Part] {
    openPart.map { completeParts + [$0.part] } ?? completeParts
  }

  /// Whether a part has been started and not ended.
  public var isInsidePart: Bool { openPart != nil }

  /// Whether nothing that a reader could use has arrived.
  public var isEmpty: Bool { completeParts.isEmpty && openPart == nil }

  /// Takes in the next event.
  public mutating func append(_ event: StreamEvent) {
    switch event {
    case .started(let id, let model, let usage):
      self.id = id
      self.model = model
      update(usage)
    case .partStarted(let part):
      closePart()
      openPart = OpenPart(kind: part)
    case .delta(let delta): openPart?.grow(by: delta)
    case .partEnded: closePart()
    case .finished(let reason, let usage):
      stopReason = reason ?? stopReason
      update(usage)
    case .ended: isEnded = true
    case .failed: break
    }
  }

  private mutating func closePart() {
    guard let part = openPart?.part else { return }
    completeParts.append(part)
    openPart = nil
  }

  private mutating func update(_ report: PartialUsage) {
    guard report != PartialUsage() else { return }
    usage = usage ?? Usage()
    usage?.update(with: report)
  }
}

/// A part that is growing: its bytes stand alone, so that a delta is appended in place and never copies the rest.
private struct OpenPart: Sendable {
  let kind: StreamEvent.Part
  private var bytes: [UInt8] = []
  private var signature: [UInt8]?
  private var others: [[UInt8]] = []

  init(kind: StreamEvent.Part) { self.kind = kind }

  mutating func grow(by delta: StreamEvent.Delta) {
    switch delta {
    case .text(let more), .thinking(let more): bytes.append(contentsOf: more)
    case .input(let more):
      if case .other = kind { others.append(more) } else { bytes.append(contentsOf: more) }
    case .signature(let whole): signature = whole
    case .other(let source): others.append(source)
    }
  }

  var part: Answer.Part {
    switch kind {
    case .text: .text(bytes)
    case .thinking: .thinking(bytes, signature: signature)
    case .redactedThinking(let data): .redactedThinking(data: data)
    case .toolCall(let id, let name): .toolCall(id: id, name: name, input: bytes)
    case .other(let type, let source): .other(type: type, source: source, deltas: others)
    }
  }
}
