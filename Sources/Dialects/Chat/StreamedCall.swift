/// A tool call that arrives in fragments, as the backend numbers and names it.
struct StreamedCall {
  /// The backend's number, where it gives one.
  let index: Int?
  /// The backend's id; empty until it has given one.
  var id: String
  /// The tool's name; empty until the backend has given it.
  var name: String
  /// Whether the arguments are a text and no JSON (`custom`, at OpenAI); they are passed on as the object that stands for
  /// it.
  let isFreeform: Bool

  /// Arguments that can be passed on and have not been.
  private var ready: [UInt8] = []
  /// Arguments that may still turn out to mean something else: a text that is no object, or an empty object, which
  /// some backends send before the real one.
  private var held: [UInt8] = []
  private var end = JSONObjectEnd()
  private var isObject = false

  init(index: Int?, id: String, name: String, isFreeform: Bool = false) {
    self.index = index
    self.isFreeform = isFreeform
    self.id = id
    self.name = name
  }

  /// Whether the arguments are a complete object, so that what follows is another call's or a repetition.
  var isComplete: Bool { isObject && end.isReached }

  /// Whether anything has been said of the arguments.
  var hasArguments: Bool { isObject || !held.isEmpty }

  /// Takes a fragment of the arguments. What follows a complete object is dropped, unless the object was empty.
  mutating func append(_ fragment: [UInt8]) {
    if isFreeform { return held.append(contentsOf: fragment) }
    if isComplete, !held.isEmpty, fragment.first(where: { !ASCII.isSpace($0) }) == UInt8(ascii: "{") {
      held = []
      end = JSONObjectEnd()
      isObject = false
    }
    if isComplete { return }
    if !isObject { return begin(with: fragment) }
    take(fragment[...])
  }

  private mutating func begin(with fragment: [UInt8]) {
    held.append(contentsOf: fragment)
    guard let start = held.firstIndex(where: { !ASCII.isSpace($0) }) else { return }
    guard held[start] == UInt8(ascii: "{") else { return }
    isObject = true
    let object = held[start...]
    held = []
    take(object)
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    let count = end.feed(bytes)
    held.append(contentsOf: bytes.prefix(count))
    guard held.contains(where: { !Self.isEmptyObjectByte($0) }) else {
      return takeRest(bytes.dropFirst(count))
    }
    ready.append(contentsOf: held)
    held = []
  }

  /// What follows an empty object in the same fragment.
  private mutating func takeRest(_ rest: ArraySlice<UInt8>) {
    if isComplete, !rest.isEmpty { append(Array(rest)) }
  }

  /// The arguments that can be passed on now.
  mutating func takeReady() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &ready)
    return taken
  }

  /// The arguments that remain when nothing more will come; text that is no object is made one.
  mutating func takeRemainder() -> [UInt8] {
    let text = held
    held = []
    if isFreeform { return FreeformTool.arguments(of: text) }
    if isObject { return takeReady() + (Self.isEmptyObject(text) ? [] : text) }
    return text.allSatisfy(ASCII.isSpace) ? [] : ToolInput.object(from: text)
  }

  private static func isEmptyObject(_ bytes: [UInt8]) -> Bool {
    bytes.filter { !ASCII.isSpace($0) } == Array("{}".utf8)
  }

  private static func isEmptyObjectByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") || ASCII.isSpace(byte)
  }
}
