<?php
/* Set up a site once: an editor who answers with an application password, a page, and comments that wait. */
define('WP_INSTALLING', true);
require __DIR__ . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Velofjord', 'admin', 'admin@velofjord.example', true, '', wp_generate_password(24), 'en_US');
foreach ([
    'permalink_structure' => getenv('PEER_PERMALINKS'),
    'comment_moderation' => '1',
    'comment_previously_approved' => '0',
    'thread_comments' => '1',
    'comments_notify' => '0',
    'moderation_notify' => '0',
] as $name => $value) {
    update_option($name, $value);
}
$told = ['version' => get_bloginfo('version')];
foreach (['desk' => 'editor', 'writer' => 'author'] as $login => $role) {
    $id = wp_insert_user(['user_login' => $login, 'user_pass' => wp_generate_password(24), 'role' => $role,
        'user_email' => "$login@velofjord.example", 'display_name' => ucfirst($login) . ' of Velofjord']);
    [$told[$login]] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'listening']);
}
$told['page'] = wp_insert_post(['post_title' => 'Our new cargo bike', 'post_content' => 'What do you think?',
    'post_status' => 'publish', 'comment_status' => 'open']);
flush_rewrite_rules(false);
echo json_encode($told);
