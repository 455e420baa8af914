import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where the files lie that come with the program: vocabularies and the table of models.
public struct DataDirectory: Sendable, Equatable {
  /// Its path.
  public let path: String

  /// The table of backends.
  var backends: String { path + "/backends.json" }

  /// The table of models.
  var models: String { path + "/models.json" }

  /// The table of tools.
  var tools: String { path + "/tools.json" }

  /// A packed vocabulary.
  func vocabulary(_ fileName: String) -> String { "\(path)/vocabularies/\(fileName)" }

  /// The largest table that is read, in bytes.
  private static let mostBytes = 4 << 20

  /// Reads a table, which is JSON.
  ///
  /// - Throws: `DataError` that names the file.
  func document(_ path: String) throws(DataError) -> JSONValue {
    let bytes: [UInt8]
    do throws(FileContents.Failure) {
      bytes = try FileContents.read(path, limit: Self.mostBytes)
    } catch {
      switch error {
      case .missing: throw DataError(path: path, message: "no such file")
      case .unreadable(let reason): throw DataError(path: path, message: "cannot be read: \(reason)")
      }
    }
    do throws(JSONError) {
      return try JSONDocument(parsing: bytes).root
    } catch {
      throw DataError(path: path, message: "is no JSON: \(error)")
    }
  }

  /// The directory somebody names, else the first of the usual places that has the table of models.
  ///
  /// - Throws: `DataError` when there is none.
  public static func find(named name: String?) throws(DataError) -> DataDirectory {
    let places = places(named: name, beside: executable)
    for place in places where access(place.models, R_OK) == 0 { return place.resolved }
    throw DataError(
      path: places.map(\.path).joined(separator: ", "),
      message: "no models.json here; name the directory with --data or CTXGW_DATA")
  }

  /// The same by its shortest name, as people are shown it.
  private var resolved: DataDirectory {
    guard let whole = realpath(path, nil) else { return self }
    defer { free(whole) }
    return DataDirectory(path: String(cString: whole))
  }

  /// The places to look at, in order: only the one that is named, else those beside the program.
  static func places(named name: String?, beside executable: String?) -> [DataDirectory] {
    if let name { return [DataDirectory(path: name)] }
    guard let end = executable?.lastIndex(of: "/") else { return [] }
    let directory = executable![..<end]
    // The last is a checkout's own, seen from .build/PLATFORM/release.
    return ["data", "../data", "../share/ctxgw", "../../../data"].map {
      DataDirectory(path: "\(directory)/\($0)")
    }
  }

  /// The file this process runs, links followed.
  private static var executable: String? {
    #if canImport(Darwin)
      guard let path = realpath(CommandLine.arguments[0], nil) else { return nil }
    #else
      guard let path = realpath("/proc/self/exe", nil) else { return nil }
    #endif
    defer { free(path) }
    return String(cString: path)
  }
}

/// Something wrong with the files that come with the program.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, or the places where it was looked for.
  public let path: String
  /// What is wrong, and the way out.
  public let message: String

  /// Where, and what.
  public var description: String { "\(path): \(message)" }
}
