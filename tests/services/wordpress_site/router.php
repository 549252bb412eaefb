<?php
// For `php -S`: files as they are (wp-content stands elsewhere in Debian's layout), anything else is WordPress's.
$path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$root = $_SERVER['DOCUMENT_ROOT'];
$bare = is_file(__DIR__ . '/bare');  // a site without pretty permalinks: /wp-json/ is no address of it
if (strpos($path, '/wp-content/') === 0) {
    $file = realpath(__DIR__ . '/root/var/lib/wordpress' . $path);
    if ($file && is_file($file) && substr($file, -4) !== '.php') {
        $types = ['png' => 'image/png', 'jpg' => 'image/jpeg', 'jpeg' => 'image/jpeg', 'webp' => 'image/webp',
            'svg' => 'image/svg+xml', 'css' => 'text/css', 'js' => 'text/javascript', 'html' => 'text/html',
            'woff2' => 'font/woff2', 'woff' => 'font/woff', 'ttf' => 'font/ttf'];
        header('Content-Type: ' . ($types[strtolower(pathinfo($file, PATHINFO_EXTENSION))] ?? 'application/octet-stream'));
        readfile($file);
        return true;
    }
}
if (is_dir($root . $path) && is_file(rtrim($root . $path, '/') . '/index.php') && $path !== '/') {
    $path = rtrim($path, '/') . '/index.php';
}
if ($path !== '/' && is_file($root . $path)) {
    if (substr($path, -4) !== '.php') {
        return false;
    }
    chdir(dirname($root . $path));
    $_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $path;
    $_SERVER['SCRIPT_FILENAME'] = $root . $path;
    require $root . $path;
    return true;
}
if ($bare && $path !== '/') {
    http_response_code(404);
    echo 'Not Found';
    return true;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $root . '/index.php';
chdir($root);
require $root . '/index.php';
