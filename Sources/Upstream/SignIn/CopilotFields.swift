import Wire

/// The header fields by which GitHub Copilot judges a request by what is in it.
enum CopilotFields {
  /// `x-initiator` says who made the request necessary: one of the user's counts against his quota, one in which an agent goes
  /// on does not. It is an agent's as soon as the assistant has spoken, which is how the vendor's own programs have it.
  static func fields(for body: [UInt8]) -> [(name: String, value: String)] {
    let request = try? JSONDocument(parsing: body).root
    let messages = request?["messages"] ?? request?["input"]
    let goesOn = messages?.elements.contains { !isUsers($0) } ?? false
    let hasPicture = messages?.elements.contains { contains($0, ofType: picture) } ?? false
    var fields = [("x-initiator", goesOn ? "agent" : "user"), ("x-request-id", requestID())]
    if hasPicture { fields.append(("copilot-vision-request", "true")) }
    return fields.map { (name: $0.0, value: $0.1) }
  }

  /// Items that have a type and no role are calls, results and reasoning.
  private static func isUsers(_ message: JSONValue) -> Bool {
    switch message["role"]?.string {
    case "user": !contains(message, ofType: ["tool_result"])
    case "system", "developer": true
    default: false
    }
  }

  private static let picture: Set<String> = ["image", "image_url", "input_image"]

  private static func contains(_ message: JSONValue, ofType types: Set<String>) -> Bool {
    message["content"]?.elements.contains { types.contains($0["type"]?.string ?? "") } ?? false
  }

  /// A random UUID, version 4 (RFC 9562).
  private static func requestID() -> String {
    var generator = SystemRandomNumberGenerator()
    var digits = (0..<32).map { _ in "0123456789abcdef".randomElement(using: &generator) ?? "0" }
    digits[12] = "4"
    digits[16] = "89ab".randomElement(using: &generator) ?? "8"
    for place in [20, 16, 12, 8] { digits.insert("-", at: place) }
    return String(digits)
  }
}
