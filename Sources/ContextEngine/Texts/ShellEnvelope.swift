import Wire

/// The JSON object that some tools hand a command's output over in: `{"output":"…","metadata":{"exit_code":0}}`.
enum ShellEnvelope {
  /// The most members of such an object.
  private static let mostMembers = 6

  /// The output behind the exit status; nil when the text is no such object.
  static func opened(_ text: [UInt8]) -> [UInt8]? {
    guard text.first == UInt8(ascii: "{"), let root = try? JSONDocument(parsing: text).root else {
      return nil
    }
    guard root.count <= mostMembers, let output = root["output"], case .string = output.kind else {
      return nil
    }
    guard let status = (root["metadata"]?["exit_code"] ?? root["exit_code"])?.int else { return nil }
    var opened = Array("Exit code: \(status)\n".utf8)
    output.appendDecoded(to: &opened)
    return opened
  }
}
