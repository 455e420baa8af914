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

  /// Whether more came than is kept: later parts are missing, and the last one may be incomplete.
  public private(set) var isShortened = false

  /// The most bytes of an answer that are kept. A thousand times what today's models write, so that a backend gone wrong
  /// cannot fill the memory.
  public static let mostKept = 64 << 20
  /// What counts besides the bytes of whatever is kept by itself: empty parts take memory too.
  private static let overhead = 64

  private let limit: Int
  /// The bytes that are kept, as they are counted.
  public private(set) var byteCount = 0

  /// An answer of which nothing has arrived.
  ///
  /// - Parameter limit: the most bytes of it that are kept. What it ended with is known of a longer one too.
  public init(keeping limit: Int = mostKept) { self.limit = limit }

  /// The parts, in order; the last one may still be growing.
  public var parts: [Part] {
    openPart.map { completeParts + [$0.part] } ?? completeParts
  }

  /// Whether a part has been started and not ended.
  public var isInsidePart: Bool { openPart != nil }

  /// Whether nothing that a reader could use has arrived.
  public var isEmpty: Bool { completeParts.isEmpty && openPart == nil }

  /// Whether the backend has neither said nor written anything: not an answer that ends at once, which costs a token, and
  /// not one that was refused, of which the reason is all there is.
  public var isNothing: Bool {
    if case .refusal? = stopReason { return false }
    return isEmpty && (usage?.output ?? 0) == 0
  }

  /// Takes in the next event.
  public mutating func append(_ event: StreamEvent) {
    switch event {
    case .started(let id, let model, let usage):
      self.id = id
      self.model = model
      update(usage)
    case .partStarted(let part):
      closePart()
      if makeRoom(for: part.byteCount + Self.overhead) { openPart = OpenPart(kind: part) }
    case .delta(let delta): grow(by: delta)
    case .partEnded: closePart()
    case .finished(let reason, let usage):
      stopReason = reason ?? stopReason
      update(usage)
    case .ended: isEnded = true
    case .failed: break
    }
  }

  /// Whether so many bytes more are kept. From the first that are not on, nothing is: what is kept has no gaps.
  private mutating func makeRoom(for count: Int) -> Bool {
    isShortened = isShortened || byteCount + count > limit
    if !isShortened { byteCount += count }
    return !isShortened
  }

  private mutating func grow(by delta: StreamEvent.Delta) {
    guard let isKeptApart = openPart?.keepsApart(delta) else { return }
    if makeRoom(for: delta.byteCount + (isKeptApart ? Self.overhead : 0)) { openPart?.grow(by: delta) }
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

extension StreamEvent.Part {
  fileprivate var byteCount: Int {
    switch self {
    case .text, .thinking: 0
    case .redactedThinking(let data): data.count
    case .toolCall(let id, let name): id.utf8.count + name.utf8.count
    case .other(let type, let source): type.utf8.count + source.count
    }
  }
}

extension StreamEvent.Delta {
  fileprivate var byteCount: Int {
    switch self {
    case .text(let bytes), .thinking(let bytes), .signature(let bytes), .input(let bytes), .other(let bytes):
      bytes.count
    }
  }
}

/// A part that is growing: its bytes stand alone, so that a delta is appended in place and never copies the rest.
private struct OpenPart: Sendable {
  let kind: StreamEvent.Part
  private var bytes: [UInt8] = []
  private var signature: [UInt8]?
  private var others: [[UInt8]] = []

  init(kind: StreamEvent.Part) { self.kind = kind }

  /// Whether a delta is kept by itself rather than joined to those before it.
  func keepsApart(_ delta: StreamEvent.Delta) -> Bool {
    switch (kind, delta) {
    case (.other, .input), (_, .other): true
    default: false
    }
  }

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
