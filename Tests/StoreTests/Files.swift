import Glibc
import Testing

/// All bytes of a file.
func read(_ path: String) throws -> [UInt8] {
  let file = try #require(fopen(path, "r"))
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
  return bytes
}

/// Makes a file of these bytes.
func write(_ bytes: [UInt8], to path: String) throws {
  let file = try #require(fopen(path, "w"))
  defer { fclose(file) }
  #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}

/// The permission bits of a file.
func permissions(_ path: String) throws -> mode_t {
  var facts = stat()
  try #require(stat(path, &facts) == 0, "\(path) is missing")
  return facts.st_mode & 0o777
}
