<?php
// install.php WORDPRESS: makes the tables, a person of each role, and prints "role<TAB>user<TAB>application password".
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['PHP_SELF'] = '/index.php';
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification($title = '', $url = '', $user = '', $password = '') {}  // sends no mail
$made = wp_install('Newsgen Test', 'admin', 'admin@example.test', true, '', 'pw-administrator');
update_option('timezone_string', 'Europe/Berlin');  // a zone with daylight saving catches mistakes with dates
update_option('blog_public', 0);
global $wp_rewrite;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure('/%postname%/');
flush_rewrite_rules(false);
foreach (['administrator', 'editor', 'author', 'contributor'] as $role) {
    $id = $role === 'administrator' ? (int) $made['user_id'] : wp_insert_user(['user_login' => "newsgen-$role",
        'user_pass' => "pw-$role", 'user_email' => "$role@example.test", 'role' => $role, 'display_name' => ucfirst($role)]);
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'newsgen']);
    echo $role, "\t", get_user_by('id', $id)->user_login, "\t", $password, "\n";
}
