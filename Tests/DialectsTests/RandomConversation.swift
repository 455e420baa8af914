import TestKit
import Wire

/// A conversation such as agents have, and sometimes such as nobody has: random, from a seed.
///
/// Each turn ends where an agent would send it: after everything that stands between two answers of the model.
struct RandomConversation {
  /// The message objects as JSON, oldest first.
  private(set) var messages: [String] = []
  /// How many messages there are at the end of each turn.
  private(set) var turnEnds: [Int] = []

  /// What it was made from.
  let seed: UInt64
  private var random: SeededGenerator
  private var callCount = 0
  private let isWellFormed: Bool

  /// - Parameter isWellFormed: whether every call has one result and every id is used once.
  init(seed: UInt64, isWellFormed: Bool) {
    self.seed = seed
    random = SeededGenerator(seed: seed)
    self.isWellFormed = isWellFormed
    messages.append(message("user", [text()]))
    turnEnds.append(messages.count)
    for _ in 0..<Int.random(in: 1...8, using: &random) { addTurn() }
  }

  private mutating func addTurn() {
    let calls = (0..<Int.random(in: 0...3, using: &random)).map { _ in call() }
    var blocks = calls.map { toolUse($0) }
    if calls.isEmpty || chance(2) { blocks.insert(text(), at: 0) }
    if chance(3) { blocks.insert(#"{"type":"thinking","thinking":"hm","signature":"s"}"#, at: 0) }
    messages.append(message("assistant", blocks))
    if !isWellFormed, chance(6) { messages.append(message("assistant", [text()])) }
    addResults(of: calls)
    if chance(4) { messages.append(#"{"role":"system","content":"\#(word())"}"#) }
    turnEnds.append(messages.count)
  }

  private mutating func addResults(of calls: [String]) {
    var blocks = calls.map { toolResult($0) }
    if !isWellFormed {
      if !blocks.isEmpty, chance(4) { blocks.removeLast() }
      if chance(5) { blocks.append(toolResult("toolu_nobody")) }
    }
    if blocks.isEmpty || chance(3) { blocks.append(text()) }
    if !isWellFormed { blocks.shuffle(using: &random) }
    let split = isWellFormed || chance(2) ? blocks.count : Int.random(in: 0...blocks.count, using: &random)
    messages.append(message("user", Array(blocks[..<split])))
    if split < blocks.count { messages.append(message("user", Array(blocks[split...]))) }
  }

  private mutating func call() -> String {
    callCount += 1
    if !isWellFormed, chance(5) { return "toolu_1" }
    if chance(10) { return "toolu_\(callCount)_" + String(repeating: "x", count: 80) }
    return "toolu_\(callCount)"
  }

  private mutating func toolUse(_ id: String) -> String {
    let name = chance(8) ? "mcp.server/\(word())" : "tool_\(Int.random(in: 0...3, using: &random))"
    return
      #"{"type":"tool_use","id":"\#(id)","name":"\#(name)","input":{"\#(word())": "\#(word())", "n":1.50}}"#
  }

  private mutating func toolResult(_ id: String) -> String {
    switch Int.random(in: 0...5, using: &random) {
    case 0: #"{"type":"tool_result","tool_use_id":"\#(id)"}"#
    case 1:
      #"{"type":"tool_result","tool_use_id":"\#(id)","is_error":true,"content":[\#(text()),\#(text())]}"#
    case 2:
      #"{"type":"tool_result","tool_use_id":"\#(id)","content":[\#(text()),{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}"#
    default: #"{"type":"tool_result","tool_use_id":"\#(id)","content":"\#(word())"}"#
    }
  }

  private mutating func text() -> String { #"{"type":"text","text":"\#(word())"}"# }

  private mutating func word() -> String {
    ["alpha", "é 😀", #"a\nb"#, #"q\"q"#, "x", "lorem ipsum", #"\u00e9"#].randomElement(using: &random)!
  }

  private func message(_ role: String, _ blocks: [String]) -> String {
    #"{"role":"\#(role)","content":[\#(blocks.joined(separator: ","))]}"#
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 1...one, using: &random) == 1 }

  /// A request with the first messages, and tools as JSON.
  func request(messages count: Int, tools: String = "[]") throws -> JSONDocument {
    let messages = messages[..<count].joined(separator: ",")
    return try JSONText.document(
      #"{"model":"m","max_tokens":100,"tools":\#(tools),"messages":[\#(messages)]}"#)
  }
}
