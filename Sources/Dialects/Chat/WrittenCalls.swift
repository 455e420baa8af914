import Wire

/// Finds tool calls that a model has written into its text, in any of the forms in which models do: a server that does not
/// know a model's template passes them on as they stand.
///
/// Only calls of tools that were offered are calls; everything else is text, as it stands and in its order. What may turn
/// out to be a call is held back, up to a bound. Calls may be cut anywhere. Inside a fenced block of code nothing is one.
struct WrittenCalls {
  /// A piece of the text.
  enum Piece: Equatable {
    case text([UInt8])
    case call(WrittenCall)
  }

  /// What is longer, in bytes, is text after all.
  private static let mostBytes = 1 << 20

  private let tools: CallableTools
  /// Bytes of which nothing can be said yet.
  private var held: [UInt8] = []
  /// Where `held` begins.
  private var place = TextPlace()
  /// The forms of which a call may begin where `held` does.
  private var forms: [any WrittenCallForm] = []

  init(of tools: CallableTools) { self.tools = tools }

  /// Takes the next bytes and gives the pieces that are known.
  mutating func feed(_ bytes: [UInt8]) -> [Piece] {
    guard !tools.isEmpty else { return bytes.isEmpty ? [] : [.text(bytes)] }
    held.append(contentsOf: bytes)
    return pieces(isOver: false)
  }

  /// Gives what is held back at the end of the text.
  mutating func finish() -> [Piece] { pieces(isOver: true) }

  private mutating func pieces(isOver: Bool) -> [Piece] {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    var start = 0
    while start < held.count {
      if forms.isEmpty {
        let end = takeText(from: start)
        text += held[start..<end]
        start = end
        continue
      }
      switch read(from: start, isOver: isOver) {
      case .undecided:
        held.removeFirst(start)
        return pieces + (text.isEmpty ? [] : [.text(text)])
      case .text(let count):
        for byte in held[start..<(start + count)] { place.take(byte) }
        text += held[start..<(start + count)]
        start += count
      case .calls(let calls, let count):
        if !text.isEmpty { pieces.append(.text(text)) }
        text = []
        pieces += calls.map { .call($0) }
        place.takeCalls()
        start += count
      }
      forms = []
    }
    held = []
    return pieces + (text.isEmpty ? [] : [.text(text)])
  }

  /// Takes text up to where a call may begin, whose forms are tried from there on; gives where that is.
  private mutating func takeText(from start: Int) -> Int {
    for index in start..<held.count {
      forms = forms(beginningWith: held[index])
      if !forms.isEmpty { return index }
      place.take(held[index])
    }
    return held.count
  }

  /// The forms of calls that begin with a byte and can stand here.
  private func forms(beginningWith byte: UInt8) -> [any WrittenCallForm] {
    if place.isInsideFence { return [] }
    switch byte {
    case UInt8(ascii: "<") where place.isAtLineStart:
      return [TaggedCall(), MarkedUpCall(.function), MarkedUpCall(.invocation), MarkedCall()]
    case UInt8(ascii: "["): return place.isAtBeginning ? [MarkedCall(), BareCall()] : [MarkedCall()]
    case UInt8(ascii: "<"): return [MarkedCall()]
    case UInt8(ascii: "{"): return place.isAtBeginning ? [BareCall()] : []
    case UInt8(ascii: "`"): return place.isAtLineStart ? [FencedCall()] : []
    default: return []
    }
  }

  /// What the forms make of what is held; those that find nothing are not asked again.
  private mutating func read(from start: Int, isOver: Bool) -> WrittenCallReading {
    let text = held[start...]
    var undecided: [any WrittenCallForm] = []
    var textCount = 1
    for var form in forms {
      switch form.read(text, isOver: isOver, for: tools) {
      case .calls(let calls, let count): return .calls(calls, count: count)
      case .text(let count): textCount = max(textCount, count)
      case .undecided: undecided.append(form)
      }
    }
    forms = undecided
    if undecided.isEmpty { return .text(count: textCount) }
    return text.count > Self.mostBytes ? .text(count: text.count) : .undecided
  }
}
