import Upstream
import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension BackendTable {
  /// The program's own table.
  static let own: BackendTable = {
    let path = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/data/backends.json"
    do {
      return try BackendTable(JSONDocument(parsing: bytes(of: path)).root)
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  private static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    return Array(bytes[..<fread(&bytes, 1, bytes.count, file)])
  }
}

extension BackendKind {
  static let anthropic = BackendTable.own["anthropic"]!
  static let openai = BackendTable.own["openai"]!
  static let llamaServer = BackendTable.own["llama-server"]!
  static let lmstudio = BackendTable.own["lmstudio"]!
  static let ollama = BackendTable.own["ollama"]!
}

extension LocalServers {
  /// Those of the program's own table.
  static let usual = usual(of: .own)

  static func usual(besides configured: [Backend]) -> [Backend] { usual(of: .own, besides: configured) }
}
